using System.Globalization;
using System.Text.Json;
using LurkBot.Erasure;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Erasures for people and for programs.</summary>
internal static class ErasureOutput
{
    /// <summary>What was destroyed, and whether some of it is left.</summary>
    public static void WriteText(ErasureReport report)
    {
        Console.WriteLine("Erased:");
        foreach (var line in report.Erased)
            Console.WriteLine("  " + TerminalText.Sanitize(line, keepNewlines: false));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Searched {report.Searched.Files:#,0} files ({report.Searched.Bytes / 1024.0 / 1024:0.0} MiB): {(report.Left.Count == 0 ? "nothing of it is left." : "some of it is still in")}"));
        foreach (var file in report.Left)
            Console.WriteLine("  " + TerminalText.Sanitize(file, keepNewlines: false));
        if (report.SameWords.Count > 0)
            Console.WriteLine("The same words stand, said there once more, in what was not erased:");
        foreach (var entry in report.SameWords)
            Console.WriteLine($"  {TerminalText.Sanitize(entry, keepNewlines: false)}");
        if (report.Plan.Text.TooShort > 0)
            Console.WriteLine($"Erased, but not searched for: {(report.Plan.Text.TooShort == 1 ? "1 text" : $"{report.Plan.Text.TooShort} texts")} under {ErasedText.Shortest} bytes.");
        foreach (var problem in report.NotLookedInto)
            Console.Error.WriteLine("lurkbot: not looked into: " + TerminalText.Sanitize(problem));
    }

    /// <summary>The same as a JSON object.</summary>
    public static void WriteJson(ErasureReport report) => WriteObject(report.Plan.Target, json =>
    {
        json.WriteBoolean("clean"u8, report.IsClean);
        WriteTexts(json, "erased", report.Erased);
        json.WriteNumber("searched_files"u8, report.Searched.Files);
        json.WriteNumber("searched_bytes"u8, report.Searched.Bytes);
        WriteTexts(json, "left_in", report.Left);
        WriteTexts(json, "same_words_in", report.SameWords);
        json.WriteNumber("too_short_to_search"u8, report.Plan.Text.TooShort);
        WriteTexts(json, "unreadable", [.. report.Plan.Unreadable, .. report.Searched.Unreadable]);
    });

    /// <summary>Writes what would be destroyed, as JSON.</summary>
    public static void WritePlan(ErasurePlan plan, IEnumerable<string> lines) => WriteObject(plan.Target, json =>
    {
        WriteTexts(json, "would_erase", lines);
        WriteTexts(json, "unreadable", plan.Unreadable);
    });

    private static void WriteObject(ErasureTarget target, Action<Utf8JsonWriter> write)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("target"u8, target.ToString());
            write(json);
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

    private static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
