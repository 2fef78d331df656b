using System.Globalization;
using System.Text.RegularExpressions;

namespace LurkBot.Schedules;

/// <summary>
/// Reads when a schedule runs (RULES SE3): <c>every N minutes|hours</c>, <c>every day|weekday|monday… HH:MM</c>, <c>at DATE TIME</c>, or a cron expression of
/// five fields. Everything else is an error with examples: a schedule that is guessed runs at the wrong time for months.
/// </summary>
/// <param name="cron">Reads cron expressions.</param>
internal sealed partial class ScheduleRuleReader(CronReader cron)
{
    /// <summary>What can be said.</summary>
    public const string Examples = "every 30 minutes, every 2 hours, every day 8:00, every weekday 8:00, every monday 18:30, at 2030-12-24 18:00, or cron: 0 8 * * 1-5";

    /// <summary>The longest interval, in minutes: a year.</summary>
    private const int LongestInterval = 366 * 24 * 60;

    private static readonly string[] Macros = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

    private static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    /// <summary>A rule as it is stored and shown: blanks once, words in lower case; the fields of a cron expression as they are.</summary>
    /// <param name="text">What a person or a model said.</param>
    public static string Normalize(string text)
    {
        var words = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return words.StartsWith("every ", StringComparison.OrdinalIgnoreCase) ? Spelled(words.ToLowerInvariant())
            : words.StartsWith("at ", StringComparison.OrdinalIgnoreCase) || words.StartsWith('@') ? words.ToLowerInvariant() : words;
    }

    /// <summary>Other spellings of the same rule, as people type them: <c>every hour</c>, <c>every day at 8:00</c>, <c>every day 8am</c>.</summary>
    private static string Spelled(string words)
    {
        if (Loose().Match(words) is { Success: true } loose)
        {
            var count = loose.Groups["count"] is { Success: true, Value: var given } ? given : "1";
            return $"every {count} {loose.Groups["unit"].Value}{(count == "1" ? "" : "s")}";
        }

        if (Clock().Match(words) is not { Success: true } clock)
            return words;
        // "at 8" is a time of day; a number alone could be anything.
        var time = clock.Groups["time"].Value + (clock.Groups["at"].Success && !clock.Groups["minute"].Success ? ":00" : "");
        if (clock.Groups["half"] is { Success: true, Value: var half })
        {
            var hour = int.Parse(clock.Groups["hour"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
            if (hour is < 1 or > 12)
                return words;
            time = string.Create(CultureInfo.InvariantCulture, $"{(hour % 12) + (half == "p" ? 12 : 0)}:{(clock.Groups["minute"] is { Success: true, Value: var minute } ? minute : "00")}");
        }

        return $"every {clock.Groups["day"].Value} {time}";
    }

    /// <summary>Reads a rule.</summary>
    /// <param name="text">When it runs.</param>
    /// <param name="zone">The zone of its times.</param>
    /// <param name="start">What intervals count from.</param>
    /// <exception cref="ScheduleException">It is not one; the message has examples.</exception>
    public ScheduleRule Read(string text, TimeZoneInfo zone, DateTimeOffset start)
    {
        var words = Normalize(text);
        if (Interval().Match(words) is { Success: true } interval)
            return ReadInterval(words, interval, start);
        if (Daily().Match(words) is { Success: true } daily && TimeIn(daily) is { } time)
            return ReadCron(words, string.Create(CultureInfo.InvariantCulture, $"{time.Minute} {time.Hour} * * {DaysOf(daily.Groups["day"].Value)}"), zone);
        if (Once().Match(words) is { Success: true } once && TimeIn(once) is { } moment && DateOnly.TryParseExact(once.Groups["date"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return new OnceRule(Moment(date.ToDateTime(moment), zone));
        if (words.StartsWith('@') ? Macros.Contains(words, StringComparer.Ordinal) : Cron().IsMatch(words))
            return ReadCron(words, words, zone);
        throw NotOne(words, Several().Match(words) is { Success: true } several ? NearestOf(several) : null);
    }

    /// <summary>What is near to days and weeks, of which it is not said whether they go by the clock or by the calendar.</summary>
    private static string? NearestOf(Match match)
    {
        if (!int.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count) || count is < 1 or > LongestInterval / (60 * 24 * 7))
            return null;
        var days = match.Groups["unit"].Value is "week" ? 7 * count : count;
        return string.Create(CultureInfo.InvariantCulture, $"days are counted in hours, such as \"every {24 * days} hours\"{(days <= 15 ? $", or by the calendar, such as \"0 8 */{days} * *\"" : "")}");
    }

    private static IntervalRule ReadInterval(string words, Match match, DateTimeOffset start)
    {
        var unit = match.Groups["unit"].Value[0] == 'h' ? 60 : 1;
        return int.TryParse(match.Groups["count"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0 && count <= LongestInterval / unit
            ? new IntervalRule(TimeSpan.FromMinutes(count * unit), new DateTimeOffset(start.UtcTicks - (start.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero))
            : throw NotOne(words, "an interval is at least a minute and at most a year");
    }

    private CronRule ReadCron(string words, string expression, TimeZoneInfo zone)
    {
        try
        {
            return new CronRule(cron(expression), zone);
        }
        catch (FormatException e)
        {
            throw NotOne(words, e.Message.TrimEnd('.'));
        }
    }

    private static TimeOnly? TimeIn(Match match) =>
        int.Parse(match.Groups["hour"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) is < 24 and var hour && int.Parse(match.Groups["minute"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) is < 60 and var minute ? new TimeOnly(hour, minute) : null;

    private static string DaysOf(string word) => word switch
    {
        "day" => "*",
        "weekday" => "1-5",
        _ => Array.IndexOf(Days, word).ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A time that a change of the clock skips is the moment after it; of one that comes twice it is the first.</summary>
    private static DateTimeOffset Moment(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        var ticks = local.Ticks - offset.Ticks;
        return new DateTimeOffset(Math.Clamp(ticks, DateTimeOffset.MinValue.Ticks, DateTimeOffset.MaxValue.Ticks), TimeSpan.Zero);
    }

    private static ScheduleException NotOne(string words, string? why) => new($"\"{words}\" is not a time to run at{(why is null ? "" : $": {why}")}. Examples: {Examples}");

    [GeneratedRegex(@"\Aevery ((?<count>[0-9]{1,9}) )?(?<unit>minute|hour)s?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Loose();

    [GeneratedRegex(@"\Aevery (?<day>[a-z]+) (?<at>at )?(?<time>(?<hour>[0-9]{1,2})(:(?<minute>[0-9]{2}))?)( ?(?<half>[ap])m)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Clock();

    [GeneratedRegex(@"\Aevery (?<count>[0-9]{1,9}) (?<unit>day|week)s?\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Several();

    [GeneratedRegex(@"\Aevery (?<count>[0-9]{1,9}) (?<unit>minute|hour)s?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Interval();

    [GeneratedRegex(@"\Aevery (?<day>day|weekday|monday|tuesday|wednesday|thursday|friday|saturday|sunday) (?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Daily();

    // Names are of days and months: no letter that stands for a time by chance.
    [GeneratedRegex(@"\A[0-9*][0-9*/,-]* [0-9*][0-9*/,-]* [0-9*?LW][0-9*/,?LW-]* [0-9*A-Z][0-9*/,A-Z-]* [0-9*?A-Z][0-9*/,#?A-Z-]*\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Cron();

    [GeneratedRegex(@"\Aat (?<date>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?<hour>[0-9]{1,2}):(?<minute>[0-9]{2})\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Once();
}
