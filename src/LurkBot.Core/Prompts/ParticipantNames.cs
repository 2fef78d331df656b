using LurkBot.Entries;
using LurkBot.Text;

namespace LurkBot.Prompts;

/// <summary>Names of those who speak in a session. People choose them freely, so they are text to be tamed.</summary>
internal static class ParticipantNames
{
    /// <summary>The most characters of a name, and of any other text from outside in a prompt.</summary>
    public const int LongestName = 64;

    /// <summary>The most names; who comes later is counted.</summary>
    public const int MostNames = 50;

    /// <summary>The names in the order of the people's first words, so that they change only when somebody new speaks.</summary>
    /// <param name="entries">The session's entries, in the order of their ids.</param>
    /// <param name="speaker">Who speaks now; null for nobody.</param>
    /// <returns>Each person once, under the name of their first words: one short line each, without quotation marks.</returns>
    public static IReadOnlyList<string> Of(IReadOnlyList<Entry> entries, Sender? speaker)
    {
        var (names, known) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var sender in EffectiveHistory.Visible(entries).OfType<UserEntry>().Where(entry => entry.IsSaid).Select(entry => entry.Sender).Append(speaker))
        {
            if (sender is not null && known.Add(sender.Id) && OneLine(sender.Name ?? sender.Id) is { Length: > 0 } name)
                names.Add(name);
        }

        return names;
    }

    /// <summary>A text from outside as one short line.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>At most <see cref="LongestName"/> characters and an ellipsis; no control characters, no quotation marks.</returns>
    public static string OneLine(string text)
    {
        // What is far too long is not even looked at.
        var start = text.Length > 4 * LongestName ? text[..(4 * LongestName)] : text;
        var words = start.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var line = TerminalText.Sanitize(string.Join(' ', words), keepNewlines: false).Replace('"', '\'').Replace('“', '\'').Replace('”', '\'');
        if (line.Length <= LongestName && start.Length == text.Length)
            return line;
        var end = Math.Min(line.Length, LongestName);
        return string.Concat(line.AsSpan(0, end > 0 && char.IsHighSurrogate(line[end - 1]) ? end - 1 : end), "…");
    }
}
