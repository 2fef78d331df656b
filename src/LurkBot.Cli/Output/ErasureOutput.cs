using System.Globalization;
using LurkBot.Erasure;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Erasures for people.</summary>
internal static class ErasureOutput
{
    /// <summary>What was destroyed, and whether some of it is left.</summary>
    public static void WriteText(ErasureReport report)
    {
        Console.WriteLine("Erased:");
        foreach (var line in report.Erased)
            Console.WriteLine("  " + TerminalText.Sanitize(line, keepNewlines: false));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Searched {Plural.Of(report.Searched.Files, "file")} ({report.Searched.Bytes / 1024.0 / 1024:0.0} MiB): {(report.Left.Count == 0 ? "nothing of it is left." : "some of it is still in")}"));
        foreach (var file in report.Left)
            Console.WriteLine("  " + TerminalText.Sanitize(file, keepNewlines: false));
        if (report.SameWords.Count > 0)
            Console.WriteLine("The same words stand, said there once more, in what was not erased:");
        foreach (var entry in report.SameWords)
            Console.WriteLine($"  {TerminalText.Sanitize(entry, keepNewlines: false)}");
        if (report.Plan.Text.TooShort > 0)
            Console.WriteLine($"Erased, but not searched for: {Plural.Of(report.Plan.Text.TooShort, "text")} under {ErasedText.Shortest} bytes.");
        foreach (var problem in report.NotLookedInto)
            Console.Error.WriteLine("lurkbot: not looked into: " + TerminalText.Sanitize(problem));
    }
}
