using System.Globalization;
using System.Text.RegularExpressions;
using LurkBot.Entries;

namespace LurkBot.Compaction;

/// <summary>What a summary says about people, with the messages that say it: what may be worth remembering for good. Pure.</summary>
internal static partial class SummaryFacts
{
    /// <summary>The points of a summary that a person's own messages say.</summary>
    /// <param name="summary">The summary.</param>
    /// <param name="entries">What it covers.</param>
    /// <returns>Each point in one line, with the messages that it names; a point that names none is left out.</returns>
    public static IReadOnlyList<(string Text, IReadOnlyList<UserEntry> Evidence)> Of(string summary, IReadOnlyList<Entry> entries)
    {
        var at = summary.IndexOf(SummaryHeadings.People, StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return [];
        var section = summary[(at + SummaryHeadings.People.Length)..];
        var end = section.IndexOf("\n## ", StringComparison.Ordinal);
        var said = entries.OfType<UserEntry>().Where(entry => entry is { IsSaid: true, Observed: false }).ToDictionary(entry => entry.Id);
        var facts = new List<(string, IReadOnlyList<UserEntry>)>();
        foreach (var line in (end < 0 ? section : section[..end]).Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("* ", StringComparison.Ordinal)))
        {
            if (Ending().Match(line) is not { Success: true } ids)
                continue;
            var evidence = Number().Matches(ids.Value).Select(id => long.TryParse(id.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && said.TryGetValue(number, out var entry) ? entry : null).OfType<UserEntry>().Distinct().ToList();
            if (evidence.Count > 0 && line[2..ids.Index].Trim() is { Length: > 0 } text)
                facts.Add((text, evidence));
        }

        return facts;
    }

    [GeneratedRegex(@"\(#[0-9]{1,18}(,\s*#[0-9]{1,18})*\)\.?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ending();

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
