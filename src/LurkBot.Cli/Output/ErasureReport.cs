using System.Globalization;
using System.Text.Json;
using LurkBot.Erasure;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>What an erasure destroyed, and what a search through all files found afterwards.</summary>
/// <param name="Plan">What was to be destroyed.</param>
/// <param name="Erased">What was, one sentence each.</param>
/// <param name="Searched">The search.</param>
/// <param name="Left">Files in which some of it is left.</param>
/// <param name="SameWords">Entries that were not meant and in which the same words stand.</param>
internal sealed record ErasureReport(ErasurePlan Plan, IReadOnlyList<string> Erased, TextSearchResult Searched, IReadOnlyList<string> Left, IReadOnlyList<string> SameWords)
{
    /// <summary>Whether nothing of it is left.</summary>
    public bool IsClean => Left.Count == 0 && Searched.Unreadable.Count == 0 && Plan.Unreadable.Count == 0;

    /// <summary>Tells what is left from what others said in the same words.</summary>
    public static ErasureReport Of(ErasurePlan plan, IReadOnlyList<string> erased, TextSearchResult searched, IReadOnlyDictionary<string, IReadOnlyList<string>> sameWords)
    {
        var left = searched.Found.Where(file => !sameWords.ContainsKey(file) && !(sameWords.Count > 0 && file.StartsWith(SqliteSessionIndex.FileName, StringComparison.Ordinal))).ToList();
        return new ErasureReport(plan, erased, searched, left, [.. sameWords.Values.SelectMany(entries => entries)]);
    }

    public void WriteText()
    {
        Console.WriteLine("Erased:");
        foreach (var line in Erased)
            Console.WriteLine("  " + TerminalText.Sanitize(line, keepNewlines: false));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Searched {Searched.Files:#,0} files ({Searched.Bytes / 1024.0 / 1024:0.0} MiB): {(Left.Count == 0 ? "nothing of it is left." : "some of it is still in")}"));
        foreach (var file in Left)
            Console.WriteLine("  " + TerminalText.Sanitize(file, keepNewlines: false));
        if (SameWords.Count > 0)
            Console.WriteLine("The same words stand, said there once more, in what was not erased:");
        foreach (var entry in SameWords)
            Console.WriteLine($"  {TerminalText.Sanitize(entry, keepNewlines: false)}");
        if (Plan.Text.TooShort > 0)
            Console.WriteLine($"Erased, but not searched for: {(Plan.Text.TooShort == 1 ? "1 text" : $"{Plan.Text.TooShort} texts")} under {ErasedText.Shortest} bytes.");
        foreach (var problem in Plan.Unreadable.Concat(Searched.Unreadable.Select(file => $"{file} cannot be read.")))
            Console.Error.WriteLine("lurkbot: not looked into: " + TerminalText.Sanitize(problem));
    }

    public void WriteJson() => WriteObject(Plan.Target, json =>
    {
        json.WriteBoolean("clean"u8, IsClean);
        WriteTexts(json, "erased", Erased);
        json.WriteNumber("searched_files"u8, Searched.Files);
        json.WriteNumber("searched_bytes"u8, Searched.Bytes);
        WriteTexts(json, "left_in", Left);
        WriteTexts(json, "same_words_in", SameWords);
        json.WriteNumber("too_short_to_search"u8, Plan.Text.TooShort);
        WriteTexts(json, "unreadable", [.. Plan.Unreadable, .. Searched.Unreadable]);
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
