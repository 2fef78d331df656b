using System.Globalization;
using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>
/// Tells the model when something was said, in one line before it: where a new day begins and after a long pause (RULES RE11), and
/// before the first message that is shown. What stands there never changes while the context begins in the same place.
/// </summary>
internal static class DateLine
{
    /// <summary>How such a line begins; a person's text that begins so is escaped.</summary>
    public const string Beginning = "[Date: ";

    private static readonly TimeSpan LongPause = TimeSpan.FromHours(1);

    /// <summary>The line.</summary>
    /// <param name="at">When it was said.</param>
    /// <param name="zone">The zone in which it is told.</param>
    public static string Of(DateTimeOffset at, TimeZoneInfo zone) =>
        string.Create(CultureInfo.InvariantCulture, $"{Beginning}{TimeZoneInfo.ConvertTime(at, zone):ddd, yyyy-MM-dd, HH:mm}]");

    /// <summary>The line before a unit; null for a response, and for a message that was said soon after what is shown before it.</summary>
    /// <param name="before">What is shown before it; null for nothing.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="zone">The zone in which days are told; null for no lines.</param>
    public static string? Before(ContextUnit? before, ContextUnit unit, TimeZoneInfo? zone)
    {
        if (zone is null || unit.Head is not UserEntry { At: var at })
            return null;
        return before is null || (at - before.Head.At).Duration() >= LongPause || DayOf(before.Head.At, zone) != DayOf(at, zone) ? Of(at, zone) : null;
    }

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
