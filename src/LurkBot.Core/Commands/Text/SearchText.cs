using System.Globalization;
using LurkBot.Search;

namespace LurkBot.Commands;

/// <summary>What a search found in one session, for a chat: plain lines.</summary>
internal static class SearchText
{
    /// <summary>So many messages are shown.</summary>
    public const int Shown = 5;

    /// <summary>A line for each message: when, who, and the text around the words.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="words">What was looked for.</param>
    /// <param name="zone">Where the owner's days begin.</param>
    public static string Of(SearchResult found, string words, TimeZoneInfo zone)
    {
        if (found.Hits.Count == 0)
            return $"Nothing found in this session for: {words}";
        var lines = found.Hits.Select(hit => Line(hit, zone));
        return string.Join('\n', found.HasMore ? lines.Append($"There is more: these are the best {found.Hits.Count}. Put words in quotes to narrow it down.") : lines);
    }

    private static string Line(SearchHit hit, TimeZoneInfo zone)
    {
        var standing = hit.Standing switch { EntryVisibility.Cleared => " (cleared)", EntryVisibility.Undone => " (taken back)", _ => "" };
        var at = TimeZoneInfo.ConvertTime(hit.At, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return $"{at}, {hit.Who ?? (hit.Role is "assistant" ? "I" : "someone")}{standing}: {hit.Snippet.Text}";
    }
}
