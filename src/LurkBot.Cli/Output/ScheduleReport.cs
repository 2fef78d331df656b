using System.Globalization;
using LurkBot.Cli.Composition;
using LurkBot.Commands;
using LurkBot.Doors;
using LurkBot.Schedules;

namespace LurkBot.Cli.Output;

/// <summary>Schedules for people and for scripts.</summary>
/// <param name="host">Has the sessions.</param>
/// <param name="book">The schedules.</param>
internal sealed class ScheduleReport(Host host, ScheduleBook book)
{
    private const int LongestPrompt = 40;

    /// <summary>A schedule as a record.</summary>
    public async Task<ScheduleJson> RecordAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        var last = schedule.LastRun() is { } run && await ScheduleOutcome.ReadAsync(host.Store, schedule, run, cancellationToken) is var outcome
            ? new ScheduleRunJson(run.Due, run.At, run.Missed, run.Entry, outcome.Fate, outcome.Why) : null;
        return new ScheduleJson(
            schedule.Id, schedule.Session, schedule.When, schedule.Zone, schedule.Prompt, StateOf(schedule), schedule.By is ScheduleMaker.Owner ? "owner" : "model", schedule.CreatedAt, Next(schedule), last, ProblemOf(schedule));
    }

    /// <summary>A table of schedules, and below it what is wrong.</summary>
    public static IEnumerable<string> Table(IReadOnlyList<ScheduleJson> schedules)
    {
        foreach (var line in TextTable.Of([["ID", "STATE", "WHEN", "ZONE", "NEXT", "LAST", "FATE", "SESSION", "PROMPT"], .. schedules.Select(Row)]))
            yield return line;
        foreach (var schedule in schedules.Where(schedule => schedule.Problem is not null))
            yield return $"{schedule.Id}: {schedule.Problem}";
        foreach (var schedule in schedules.Where(schedule => schedule is { Last.Why: not null }))
            yield return $"{schedule.Id}, last run: {schedule.Last!.Why}";
        if (schedules.Any(schedule => schedule.State is "proposed"))
            yield return "A model set up what is in the state proposed; it runs only once you confirm it: lurkbot schedule resume ID";
    }

    /// <summary>The next times, one line each.</summary>
    public IEnumerable<string> NextLines(Schedule schedule) => ["Next times:", .. ScheduleText.Next(book, schedule, After(schedule)).Select(time => "  " + time)];

    private static string[] Row(ScheduleJson schedule) =>
    [
        schedule.Id,
        schedule.State,
        schedule.When,
        schedule.Timezone,
        schedule.State is "active" && schedule.Next.Count > 0 ? Time(schedule.Next[0], schedule.Timezone) : "-",
        schedule.Last is { } last ? Time(last.Due ?? last.At, schedule.Timezone) : "-",
        schedule.Last is { } run ? FateOf(run) : "-",
        schedule.Session,
        ScheduleText.Short(schedule.Prompt, LongestPrompt),
    ];

    private static string FateOf(ScheduleRunJson run) => string.Concat(
        run.Fate is "asks" ? "needs approval" : run.Fate,
        run.Due is { } due && run.At - due > TimeSpan.FromMinutes(1) ? string.Create(CultureInfo.InvariantCulture, $", {new Entries.ScheduledMessage("", due, run.At - due).LateText()} late") : "",
        run.Due is null ? ", by hand" : "",
        run.Missed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {run.Missed}{(run.Missed >= DueTimes.MostCounted ? " or more" : "")} missed"));

    private static string Time(DateTimeOffset time, string zone) => ScheduleText.Time(time, TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : TimeZoneInfo.Utc);

    private static string StateOf(Schedule schedule) => schedule.State switch
    {
        ScheduleState.Proposed => "proposed",
        ScheduleState.Active => "active",
        ScheduleState.Paused => "paused",
        _ => "done",
    };

    /// <summary>What counts for the next times: of an active schedule its last due time, so that what is due and waits shows.</summary>
    private DateTimeOffset After(Schedule schedule) => schedule.State is ScheduleState.Active ? schedule.LastDue : host.Time.GetUtcNow();

    private IReadOnlyList<DateTimeOffset> Next(Schedule schedule)
    {
        try
        {
            return book.RuleOf(schedule).Upcoming(After(schedule), ScheduleText.ShownTimes);
        }
        catch (LurkBotException)
        {
            return [];
        }
    }

    private string? ProblemOf(Schedule schedule)
    {
        try
        {
            book.RuleOf(schedule);
            return schedule.Problem;
        }
        catch (LurkBotException e)
        {
            return e.Message;
        }
    }
}
