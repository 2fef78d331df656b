using System.Globalization;
using System.Text;
using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>Entries in short without a model: the beginning of what each person said. Always the same text for the same entries.</summary>
internal static class HistoryDigest
{
    private const int LongestLine = 160;
    private const int LongestName = 80;

    /// <summary>A line for each message, such as <c>#12 Ada: …</c>, the newest that fit.</summary>
    /// <param name="units">What to shorten.</param>
    /// <param name="maximumTokens">The most tokens of the lines.</param>
    /// <param name="counter">Counts them.</param>
    public static string Of(IReadOnlyList<ContextUnit> units, long maximumTokens, TokenCounter counter) => Newest(units.Select(unit => unit.Head).OfType<UserEntry>().Select(Line), maximumTokens, counter);

    /// <summary>The newest lines that fit; how many more there were stands before them.</summary>
    public static string Newest(IEnumerable<string> lines, long maximumTokens, TokenCounter counter)
    {
        var (kept, left, tokens) = (new Stack<string>(), 0, 0L);
        foreach (var line in lines.Reverse())
        {
            tokens += counter.Count(line) + 1;
            if (left > 0 || tokens > maximumTokens)
                left++;
            else
                kept.Push(line);
        }

        var text = new StringBuilder();
        if (left > 0)
            text.Append(CultureInfo.InvariantCulture, $"(and {left} earlier messages)\n");
        return text.AppendJoin('\n', kept).ToString();
    }

    /// <summary>The beginning of a message on one line.</summary>
    public static string Line(UserEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"#{entry.Id} {Shorten(EntrySpeaker.OrUser(entry), LongestName)}: {Shorten(entry.Content, LongestLine)}");

    /// <summary>A text on one line of at most so many characters.</summary>
    public static string Shorten(string text, int longest)
    {
        var line = string.Join(' ', text.Split((char[]?)null, longest, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length <= longest)
            return line;
        var end = char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest;
        return string.Concat(line.AsSpan(0, end), "…");
    }
}
