using System.Globalization;
using LurkBot.Erasure;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Erasures for people.</summary>
internal static class ErasureOutput
{
    /// <summary>What an erasure would destroy, and what it would leave.</summary>
    public static void WriteText(TextWriter output, ErasureForecast forecast, IReadOnlyList<string> unreadable)
    {
        output.WriteLine("This destroys, without a way back:");
        foreach (var line in forecast.Erased)
            output.WriteLine("  " + TerminalText.Sanitize(line, keepNewlines: false));
        foreach (var problem in unreadable)
            output.WriteLine("  not looked into: " + TerminalText.Sanitize(problem, keepNewlines: false));
        if (forecast.Left.Count > 0)
            output.WriteLine("Some of it would be left in:");
        WriteLeft(output, forecast.Left);
        WriteElsewhere(output, forecast.Elsewhere);
        output.WriteLine("Backups and exports that you made are not touched.");
    }

    private static void WriteLeft(TextWriter output, IReadOnlyList<string> files)
    {
        foreach (var file in files)
            output.WriteLine("  " + TerminalText.Sanitize(file, keepNewlines: false));
        if (files.Count > 0)
            output.WriteLine("LurkBot does not change these files: delete them, or the text in them, yourself.");
    }

    private static void WriteElsewhere(TextWriter output, IReadOnlyList<FoundElsewhere> elsewhere)
    {
        if (elsewhere.Count > 0)
            output.WriteLine("Also found in what is not erased, since nothing says that it comes from there:");
        foreach (var found in elsewhere)
            output.WriteLine($"  {TerminalText.Sanitize(found.ToString(), keepNewlines: false)}");
    }

    /// <summary>What was destroyed, and whether some of it is left.</summary>
    public static void WriteText(ErasureReport report)
    {
        Console.WriteLine("Erased:");
        foreach (var line in report.Erased)
            Console.WriteLine("  " + TerminalText.Sanitize(line, keepNewlines: false));
        var found = report.Left.Count > 0 ? "some of it is still in" : report.Elsewhere.Count > 0 ? "what was meant is gone." : report.NotLookedInto.Any() ? "nothing of it was found." : "nothing of it is left.";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Searched {Plural.Of(report.Searched.Files, "file")} ({report.Searched.Bytes / 1024.0 / 1024:0.0} MiB): {found}"));
        WriteLeft(Console.Out, report.Left);
        WriteElsewhere(Console.Out, report.Elsewhere);
        if (report.Plan.Text.TooShort > 0)
            Console.WriteLine($"Erased, but not searched for: {Plural.Of(report.Plan.Text.TooShort, "text")} under {ErasedText.Shortest} bytes.");
        foreach (var problem in report.NotLookedInto)
            Console.Error.WriteLine("lurkbot: not looked into: " + TerminalText.Sanitize(problem));
    }
}
