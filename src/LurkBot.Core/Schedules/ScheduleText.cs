using System.Globalization;
using LurkBot.Sessions;

namespace LurkBot.Schedules;

/// <summary>Schedules in words, the same at every door.</summary>
internal static class ScheduleText
{
    /// <summary>So many of the next times are shown.</summary>
    public const int ShownTimes = 3;

    private const int LongestPrompt = 300;

    /// <summary>A time in a schedule's own zone.</summary>
    /// <param name="time">The time.</param>
    /// <param name="zone">The zone.</param>
    public static string Time(DateTimeOffset time, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(time, zone).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The next times of a schedule, in its own zone, one line each.</summary>
    /// <param name="book">The schedules.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="after">Times after this moment.</param>
    public static IReadOnlyList<string> Next(ScheduleBook book, Schedule schedule, DateTimeOffset after)
    {
        var zone = ScheduleBook.ZoneOf(schedule.Zone);
        return [.. book.RuleOf(schedule).Upcoming(after, ShownTimes).Select(time => Time(time, zone))];
    }

    /// <summary>A proposal of a model, as the owner decides on it.</summary>
    /// <param name="book">The schedules.</param>
    /// <param name="schedule">The proposal.</param>
    /// <param name="now">The present moment.</param>
    public static string Proposal(ScheduleBook book, Schedule schedule, DateTimeOffset now) => string.Join('\n',
        $"A schedule was proposed and does not run yet: {schedule.Id}, {schedule.When} ({schedule.Zone})",
        $"Prompt: {Short(schedule.Prompt)}",
        $"Next times: {string.Join("; ", Next(book, schedule, now))}",
        $"To confirm it: {Confirm(schedule)}. To drop it: {Either(schedule, "remove", "remove")}");

    /// <summary>How the owner confirms a proposal: in a chat of the terminal, which may have ended already, by a command of the shell too.</summary>
    /// <param name="schedule">The proposal.</param>
    public static string Confirm(Schedule schedule) => Either(schedule, "confirm", "resume");

    private static string Either(Schedule schedule, string inChat, string inShell) =>
        $"/schedule {inChat} {schedule.Id}{(SessionKey.TryParse(schedule.Session, out var key, out _) && key.Channel is "cli" ? $", or in a shell: lurkbot schedule {inShell} {schedule.Id}" : "")}";

    /// <summary>A schedule on one line.</summary>
    /// <param name="book">The schedules.</param>
    /// <param name="schedule">The schedule.</param>
    public static string Line(ScheduleBook book, Schedule schedule)
    {
        var state = schedule.State switch
        {
            ScheduleState.Proposed => "proposed, not confirmed",
            ScheduleState.Paused => "paused",
            ScheduleState.Done => "done",
            _ when TimeZoneInfo.TryFindSystemTimeZoneById(schedule.Zone, out var zone) && book.RuleOf(schedule).Next(schedule.LastDue) is { } next => $"next {Time(next, zone)}",
            _ => "active",
        };
        return $"{schedule.Id}: {schedule.When} ({schedule.Zone}), {state}: {Short(schedule.Prompt)}{(schedule.Problem is { } problem ? $" [{problem}]" : "")}";
    }

    /// <summary>A prompt on one line, shortened.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="longest">The most characters.</param>
    public static string Short(string prompt, int longest = LongestPrompt)
    {
        var line = Text.TerminalText.Sanitize(string.Join(' ', prompt.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), keepNewlines: false);
        return line.Length <= longest ? line : line[..(char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest)] + "…";
    }
}
