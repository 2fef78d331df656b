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

    private const int FirstYear = 1971;

    private static readonly TimeSpan LongPause = TimeSpan.FromHours(1);

    /// <summary>The line.</summary>
    /// <param name="at">When it was said.</param>
    /// <param name="zone">The zone in which it is told.</param>
    public static string Of(DateTimeOffset at, TimeZoneInfo zone) =>
        string.Create(CultureInfo.InvariantCulture, $"{Beginning}{TimeZoneInfo.ConvertTime(at, zone):ddd, yyyy-MM-dd, HH:mm}]");

    /// <summary>The line before a message behind another one; null when it was said soon after, or nobody knows when.</summary>
    /// <param name="earlier">When the one before was said; null for none.</param>
    /// <param name="at">When it was said.</param>
    /// <param name="zone">The zone in which days are told; null for no lines.</param>
    public static string? Between(DateTimeOffset? earlier, DateTimeOffset at, TimeZoneInfo? zone)
    {
        if (zone is null || at.Year < FirstYear || earlier is null)
            return null;
        return (at - earlier.Value).Duration() >= LongPause || DayOf(earlier.Value, zone) != DayOf(at, zone) ? Of(at, zone) : null;
    }

    /// <summary>The line before a message that is the first to be shown; null for what no person said.</summary>
    /// <param name="unit">The message.</param>
    /// <param name="zone">The zone in which it is told; null for no line.</param>
    public static string? Before(ContextUnit unit, TimeZoneInfo? zone) =>
        zone is not null && unit is { Date: null, Head: UserEntry { At.Year: >= FirstYear } said } ? Of(said.At, zone) : null;

    private static DateOnly DayOf(DateTimeOffset at, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
}
