using System.Security.Cryptography;
using System.Text;
using LurkBot.Sessions;

namespace LurkBot.Schedules;

/// <summary>
/// The schedules of a home: <c>schedules.json</c>, read and written by the gateway and by commands beside it, under a lock. Each change is one durable
/// replacement of the file. A file that is damaged is put aside and named, and nothing runs from it. Thread-safe.
/// </summary>
/// <param name="home">The home; null keeps them in memory.</param>
/// <param name="cron">Reads cron expressions.</param>
/// <param name="time">The clock.</param>
internal sealed partial class ScheduleBook(string? home, CronReader cron, TimeProvider time)
{
    /// <summary>The file's name in the home folder.</summary>
    public const string FileName = "schedules.json";

    /// <summary>How the names of damaged files begin that were put aside.</summary>
    public const string AsidePrefix = FileName + ".damaged-";

    /// <summary>So many schedules there are at most.</summary>
    public const int Most = 500;

    /// <summary>So many proposals of models wait at most.</summary>
    public const int MostProposed = 20;

    /// <summary>The problem of a schedule that was paused because its session was deleted.</summary>
    public const string SessionDeleted = "Its session was deleted.";

    /// <summary>The longest prompt, in UTF-8 bytes.</summary>
    public const int LongestPrompt = 32 * 1024;

    private const int IdLength = 6;
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    private readonly Lock gate = new();
    private readonly ScheduleRuleReader rules = new(cron);
    private ScheduleBookState? state;
    private (string? Identity, DateTime Written, long Length) stamp;

    /// <summary>The lock under which a process runs what is due; null in memory.</summary>
    public string? FiringLock => home is null ? null : Path.Combine(home, ".locks", "schedules.firing");

    private string FilePath => Path.Combine(home!, FileName);

    /// <summary>The schedules, oldest first.</summary>
    /// <exception cref="LurkBotException">The file cannot be read; one that is damaged has been put aside.</exception>
    public IReadOnlyList<Schedule> Read()
    {
        lock (gate)
            return Load().Schedules;
    }

    /// <summary>A schedule.</summary>
    /// <param name="id">Its name, in any letter case.</param>
    /// <exception cref="ScheduleException">There is none.</exception>
    public Schedule Find(string id) => Read().FirstOrDefault(schedule => IsOf(schedule, id)) ?? throw Unknown(id);

    /// <summary>Damaged files that were put aside and are still there.</summary>
    public IReadOnlyList<string> FindAside() => home is null || !Directory.Exists(home) ? [] : [.. Directory.GetFiles(home, AsidePrefix + "*").Order(StringComparer.Ordinal)];

    /// <summary>When a schedule is due.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <exception cref="LurkBotException">Its rule or its zone is not known here.</exception>
    public ScheduleRule RuleOf(Schedule schedule) => rules.Read(schedule.When, ZoneOf(schedule.Zone), schedule.CreatedAt);

    /// <summary>A zone.</summary>
    /// <param name="name">Its IANA name.</param>
    /// <exception cref="ScheduleException">There is none of that name on this machine.</exception>
    public static TimeZoneInfo ZoneOf(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : throw new ScheduleException($"There is no time zone {name} on this machine. Use an IANA name such as Europe/Berlin.");

    /// <summary>The name under which a zone is stored.</summary>
    /// <param name="zone">The zone.</param>
    public static string NameOf(TimeZoneInfo zone) => !zone.HasIanaId && TimeZoneInfo.TryConvertWindowsIdToIanaId(zone.Id, out var name) ? name : zone.Id;

    /// <summary>Makes a schedule.</summary>
    /// <param name="session">The session.</param>
    /// <param name="sessionId">Its id; null when there is none yet.</param>
    /// <param name="when">When it runs.</param>
    /// <param name="zone">The zone of its times.</param>
    /// <param name="prompt">What is said.</param>
    /// <param name="by">Who makes it: what a model makes waits for the owner.</param>
    /// <returns>The schedule, durable.</returns>
    /// <exception cref="LurkBotException">It never runs, is too long, there are too many, or it cannot be stored.</exception>
    public Schedule Add(SessionKey session, SessionId? sessionId, string when, TimeZoneInfo zone, string prompt, ScheduleMaker by)
    {
        if (string.IsNullOrWhiteSpace(prompt))
            throw new ScheduleException("The prompt is empty. Say what should be done at that time.");
        if (Encoding.UTF8.GetByteCount(prompt) > LongestPrompt)
            throw new ScheduleException($"The prompt has more than {LongestPrompt / 1024} KB.");
        var now = time.GetUtcNow();
        var made = new Schedule(NewId(), session.ToString(), ScheduleRuleReader.Normalize(when), NameOf(zone), prompt, by, by is ScheduleMaker.Model ? ScheduleState.Proposed : ScheduleState.Active, now, now) { SessionId = sessionId?.Value };
        if (RuleOf(made).Next(now) is null)
            throw new ScheduleException($"\"{made.When}\" ({made.Zone}) never comes again.");
        Change(all =>
        {
            if (all.Count >= Most)
                throw new ScheduleException($"There are {Most} schedules, the most that there may be. Remove some: lurkbot schedule list");
            if (by is ScheduleMaker.Model && all.Count(schedule => schedule.State is ScheduleState.Proposed) >= MostProposed)
                throw new ScheduleException($"{MostProposed} proposed schedules wait for the owner already, the most that may.");
            while (all.Any(schedule => schedule.Id == made.Id))
                made = made with { Id = NewId() };
            return [.. all, made];
        });
        return made;
    }

    /// <summary>Changes a schedule.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="change">Gives the changed one; null leaves it as it is. May be called with a newer one than was seen.</param>
    /// <returns>The schedule as it is stored now.</returns>
    /// <exception cref="LurkBotException">There is none, or it cannot be stored.</exception>
    public Schedule Update(string id, Func<Schedule, Schedule?> change)
    {
        Schedule? now = null;
        Change(all =>
        {
            var known = all.FirstOrDefault(schedule => IsOf(schedule, id)) ?? throw Unknown(id);
            var changed = change(known);
            now = changed ?? known;
            return changed is null ? null : [.. all.Select(schedule => schedule == known ? changed : schedule)];
        });
        return now!;
    }

    /// <summary>Stops a schedule until it is resumed.</summary>
    /// <param name="id">Its name.</param>
    /// <exception cref="LurkBotException">It is not active.</exception>
    public Schedule Pause(string id) => Update(id, schedule => schedule.State switch
    {
        ScheduleState.Active => schedule with { State = ScheduleState.Paused, Problem = null },
        ScheduleState.Paused => null,
        ScheduleState.Proposed => throw new ScheduleException($"{schedule.Id} is a proposal that you have not confirmed: it does not run. To drop it, run: lurkbot schedule remove {schedule.Id}"),
        _ => throw new ScheduleException($"{schedule.Id} is done: it has no time left."),
    });

    /// <summary>Confirms a proposal, or lets a paused schedule go on. Times that have passed meanwhile do not run; one that is active goes on from now too.</summary>
    /// <param name="id">Its name.</param>
    /// <exception cref="LurkBotException">It has no time left.</exception>
    public Schedule Resume(string id) => Update(id, schedule =>
    {
        var now = time.GetUtcNow();
        return RuleOf(schedule).Next(now) is null
            ? throw new ScheduleException($"\"{schedule.When}\" ({schedule.Zone}) never comes again: {schedule.Id} cannot run.")
            : schedule with { State = ScheduleState.Active, LastDue = now, Problem = null };
    });

    /// <summary>Pauses the active schedules of a session that was deleted.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">Its key.</param>
    /// <returns>How many.</returns>
    /// <exception cref="LurkBotException">They cannot be stored.</exception>
    public int PauseOf(SessionId session, SessionKey key) => ChangeAll(
        schedule => schedule.State is ScheduleState.Active && IsOf(schedule, session, key),
        schedule => schedule with { State = ScheduleState.Paused, Problem = SessionDeleted, Requests = [] });

    /// <summary>Lets the schedules go on that were paused when their session was deleted, since it is back. Times that have passed meanwhile do not run.</summary>
    /// <param name="session">The session.</param>
    /// <param name="key">Its key.</param>
    /// <returns>How many go on.</returns>
    /// <exception cref="LurkBotException">They cannot be stored.</exception>
    public int ResumeOf(SessionId session, SessionKey key)
    {
        var now = time.GetUtcNow();
        return ChangeAll(
            schedule => schedule is { State: ScheduleState.Paused, Problem: SessionDeleted } && IsOf(schedule, session, key) && HasNext(schedule, now),
            schedule => schedule with { State = ScheduleState.Active, LastDue = now, Problem = null });
    }

    /// <summary>Removes a schedule.</summary>
    /// <param name="id">Its name.</param>
    /// <returns>The schedule that was removed.</returns>
    /// <exception cref="LurkBotException">There is none, or it cannot be stored.</exception>
    public Schedule Remove(string id)
    {
        Schedule? removed = null;
        Change(all =>
        {
            removed = all.FirstOrDefault(schedule => IsOf(schedule, id)) ?? throw Unknown(id);
            return [.. all.Where(schedule => schedule != removed)];
        });
        return removed!;
    }

    /// <summary>Removes schedules.</summary>
    /// <param name="isMeant">Whether one is removed.</param>
    /// <returns>How many.</returns>
    public int RemoveAll(Func<Schedule, bool> isMeant)
    {
        var count = 0;
        Change(all => (count = all.Count(isMeant)) == 0 ? null : [.. all.Where(schedule => !isMeant(schedule))]);
        return count;
    }

    /// <summary>Asks for a run by hand; the process that runs schedules takes it up.</summary>
    /// <param name="id">The schedule.</param>
    /// <returns>The source of the run's message.</returns>
    /// <exception cref="LurkBotException">It is a proposal, or too many runs wait.</exception>
    public string Request(string id)
    {
        const int MostRequests = 5;
        var source = "";
        Update(id, schedule =>
        {
            if (schedule.State is ScheduleState.Proposed)
                throw new ScheduleException($"{schedule.Id} is a proposal that you have not confirmed. To confirm it, run: lurkbot schedule resume {schedule.Id}");
            if (schedule.Requests.Count >= MostRequests)
                throw new ScheduleException($"{MostRequests} runs of {schedule.Id} wait already. They begin when the gateway runs: lurkbot gateway start");
            var request = "run-" + NewId() + NewId();
            source = Entries.ScheduledMessage.SourceOfRun(schedule.Id, request);
            return schedule with { Requests = [.. schedule.Requests, request] };
        });
        return source;
    }

    private int ChangeAll(Func<Schedule, bool> isMeant, Func<Schedule, Schedule> change)
    {
        var count = 0;
        if (Read().Any(isMeant))
            Change(all => (count = all.Count(isMeant)) == 0 ? null : [.. all.Select(schedule => isMeant(schedule) ? change(schedule) : schedule)]);
        return count;
    }

    private bool HasNext(Schedule schedule, DateTimeOffset now)
    {
        try
        {
            return RuleOf(schedule).Next(now) is not null;
        }
        catch (LurkBotException)
        {
            return false;
        }
    }

    private static bool IsOf(Schedule schedule, SessionId session, SessionKey key) =>
        schedule.SessionId is { } id ? id == session.Value : string.Equals(schedule.Session, key.ToString(), StringComparison.Ordinal);

    private int Restore(IReadOnlyList<Schedule> schedules)
    {
        var count = 0;
        Change(all =>
        {
            var news = schedules.Where(schedule => !all.Any(known => known.Id == schedule.Id)).Take(Math.Max(0, Most - all.Count)).ToList();
            count = news.Count;
            return count == 0 ? null : [.. all, .. news.Select(schedule => schedule with { State = schedule.State is ScheduleState.Active ? ScheduleState.Paused : schedule.State, Firing = null, Requests = [] })];
        });
        return count;
    }

    private static bool IsOf(Schedule schedule, string id) => string.Equals(schedule.Id, id, StringComparison.OrdinalIgnoreCase);

    private static ScheduleException Unknown(string id) => new($"There is no schedule {Text.TerminalText.Sanitize(id, keepNewlines: false)}. See: lurkbot schedule list", ErrorKind.NotFound);

    private static string NewId() => new(RandomNumberGenerator.GetItems<char>(Letters, IdLength));
}
