using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LurkBot.Doors;

/// <summary>
/// Runs what is due: writes down that a run begins, accepts its message under a source that is the same for the same due time, writes down that it has it. A
/// process that is killed anywhere in between leaves enough for the next one neither to run it twice nor to lose it (invariant 1). One look at a time.
/// </summary>
/// <param name="book">The schedules.</param>
/// <param name="store">The sessions.</param>
/// <param name="door">Accepts messages.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what ran; null when no one reads it.</param>
internal sealed partial class ScheduleRunner(ScheduleBook book, IRewritableStore store, ScheduleDoor door, TimeProvider time, ILogger<ScheduleRunner>? logger = null)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(1);

    private readonly ILogger log = logger ?? NullLogger<ScheduleRunner>.Instance;
    private readonly Dictionary<string, (Schedule Known, DateTimeOffset? Next)> upcoming = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Since, TimeSpan Pause)> failures = new(StringComparer.Ordinal);
    private string? unread;

    /// <summary>Runs what is due or asked for.</summary>
    /// <param name="cancellationToken">Stops between two schedules.</param>
    /// <returns>What ran: their sessions have messages that wait.</returns>
    public async Task<IReadOnlyList<FiredSchedule>> LookAsync(CancellationToken cancellationToken)
    {
        var fired = new List<FiredSchedule>();
        foreach (var schedule in ReadBook().Where(IsWanted))
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                fired.AddRange(await RunAsync(schedule.Id, onlyRequests: false, cancellationToken));
                failures.Remove(schedule.Id);
            }
            catch (LurkBotException e)
            {
                Fail(schedule.Id, e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Fail(schedule.Id, e);
            }
        }

        return fired;
    }

    /// <summary>When something is due next; null when nothing is.</summary>
    public DateTimeOffset? NextDue() => ReadBook().Select(NextOf).Min();

    private IReadOnlyList<Schedule> ReadBook()
    {
        try
        {
            var schedules = book.Read();
            unread = null;
            return schedules;
        }
        catch (LurkBotException e)
        {
            // Once, not with each look.
            if (!string.Equals(unread, e.Message, StringComparison.Ordinal))
                LogUnread(e);
            unread = e.Message;
            return [];
        }
    }

    private bool IsWanted(Schedule schedule) =>
        (schedule.Firing is not null || schedule.Requests.Count > 0 || NextOf(schedule) <= time.GetUtcNow())
        && !(failures.TryGetValue(schedule.Id, out var failure) && time.GetElapsedTime(failure.Since) < failure.Pause);

    /// <summary>When a schedule is due next, counted once for each version of it.</summary>
    private DateTimeOffset? NextOf(Schedule schedule)
    {
        if (schedule.State is not ScheduleState.Active)
            return null;
        if (upcoming.TryGetValue(schedule.Id, out var known) && ReferenceEquals(known.Known, schedule))
            return known.Next;
        DateTimeOffset? next = null;
        try
        {
            next = book.RuleOf(schedule).Next(schedule.LastDue);
        }
        catch (LurkBotException e)
        {
            Report(schedule, e.Message);
        }

        upcoming[schedule.Id] = (schedule, next);
        return next;
    }

    /// <summary>Takes up the runs of one schedule that were asked for by hand; what is due stays due.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What ran; nothing while another process runs schedules.</returns>
    /// <exception cref="LurkBotException">It cannot be stored.</exception>
    public Task<IReadOnlyList<FiredSchedule>> RunRequestsAsync(string id, CancellationToken cancellationToken) => RunAsync(id, onlyRequests: true, cancellationToken);

    private async Task<IReadOnlyList<FiredSchedule>> RunAsync(string id, bool onlyRequests, CancellationToken cancellationToken)
    {
        using var alone = book.FiringLock is { } path ? new FileLock(path) : null;
        if (alone?.TryTake() == false)
            return [];
        var fired = new List<FiredSchedule>();
        // As it is now, under the lock.
        if (book.Read().FirstOrDefault(schedule => schedule.Id == id) is not { } schedule)
            return [];
        if (schedule.Firing is not null)
        {
            (schedule, var begun) = await EndBegunAsync(schedule, cancellationToken);
            fired.AddRange(begun);
        }

        while (schedule.Requests.Count > 0)
        {
            var request = ScheduledMessage.SourceOfRun(id, schedule.Requests[0]);
            (schedule, var asked) = await FireAsync(schedule, new ScheduleFiring(request, null, 0, 0), cancellationToken);
            if (asked is null)
                return fired;
            fired.Add(asked);
        }

        var now = time.GetUtcNow();
        if (!onlyRequests && schedule.State is ScheduleState.Active && DueTimes.At(book.RuleOf(schedule), schedule.LastDue, now) is { Due: { } due } times)
        {
            (schedule, var ran) = await FireAsync(schedule, new ScheduleFiring(ScheduledMessage.SourceOf(id, due), due, times.Missed, 0), cancellationToken);
            if (ran is null)
                return fired;
            fired.Add(ran);
            if (now - due > FirstPause + LongestPause)
                LogLate(id, now - due, times.Missed);
        }

        return fired;
    }

    /// <summary>Finds out what became of a run that an earlier process, or an earlier try, had begun.</summary>
    private async Task<(Schedule Schedule, IReadOnlyList<FiredSchedule> Fired)> EndBegunAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        var firing = schedule.Firing!;
        if (await FindSessionAsync(schedule, cancellationToken) is { } key)
        {
            await using var session = await store.OpenAsync(key, cancellationToken);
            var entries = session is null ? [] : await session.ReadAfterAsync(Math.Min(firing.After, session.Info.LastId), cancellationToken);
            if (entries.OfType<UserEntry>().FirstOrDefault(entry => string.Equals(entry.Source, firing.Source, StringComparison.Ordinal)) is { } message)
                return (Complete(schedule, message.Id, session!.Info.Id, message.At), [new FiredSchedule(schedule.Id, key, firing.Source, message.Id)]);
        }

        // Nothing came of it: what is due or asked for still is.
        return (book.Update(schedule.Id, known => known with { Firing = null }), []);
    }

    private async Task<(Schedule Schedule, FiredSchedule? Fired)> FireAsync(Schedule schedule, ScheduleFiring firing, CancellationToken cancellationToken)
    {
        if (await FindSessionAsync(schedule, cancellationToken) is not { } key)
        {
            LogProblem(schedule.Id, ScheduleBook.SessionDeleted);
            return (book.Update(schedule.Id, known => known with { State = ScheduleState.Paused, Problem = ScheduleBook.SessionDeleted, Requests = [] }), null);
        }

        var (address, problem) = door.AddressOf(key);
        if (address is not { } replyTo)
        {
            if (problem is not null)
                Report(schedule, problem);
            return (schedule, null);
        }

        var after = (await store.FindAsync(key, cancellationToken))?.LastId ?? 0;
        schedule = book.Update(schedule.Id, known => known with { Firing = firing with { After = after }, Session = key.ToString() });
        var isOwners = schedule.By is ScheduleMaker.Owner;
        var message = new InboundMessage(key, schedule.Prompt, new Sender(ScheduledMessage.OriginOf(schedule.Id), $"Schedule {schedule.Id}", isOwners ? Trust.Full : Trust.Partial), replyTo)
        {
            Source = firing.Source,
            Origin = ScheduledMessage.OriginOf(schedule.Id),
        };
        var entry = await door.AcceptAsync(message, cancellationToken);
        var info = await store.FindAsync(key, cancellationToken) ?? throw new LurkBotException($"The session {key} is gone.");
        schedule = Complete(schedule, entry, info.Id, time.GetUtcNow());
        LogFired(schedule.Id, key, entry);
        return (schedule, new FiredSchedule(schedule.Id, key, firing.Source, entry));
    }

    private Schedule Complete(Schedule schedule, long entry, SessionId session, DateTimeOffset at) => book.Update(schedule.Id, known =>
    {
        var ran = known.WithRun(entry, session.Value, at);
        return ran.State is ScheduleState.Active && book.RuleOf(ran).Next(ran.LastDue) is null ? ran with { State = ScheduleState.Done } : ran;
    });

    /// <summary>The session, under the key that it has now.</summary>
    /// <returns>Null when it was deleted; a session that did not exist yet begins with the first run.</returns>
    private async ValueTask<SessionKey?> FindSessionAsync(Schedule schedule, CancellationToken cancellationToken)
    {
        var key = SessionKey.Parse(schedule.Session);
        if (schedule.SessionId is not { } id || (await store.FindAsync(key, cancellationToken))?.Id.Value == id)
            return key;
        return (await store.ListAsync(cancellationToken)).Sessions.FirstOrDefault(info => info.Id.Value == id)?.Key;
    }

    private void Fail(string id, Exception e)
    {
        LogFailed(e, id);
        var pause = failures.TryGetValue(id, out var failure) ? failure.Pause * 2 : FirstPause;
        failures[id] = (time.GetTimestamp(), pause < LongestPause ? pause : LongestPause);
        if (book.Read().FirstOrDefault(schedule => schedule.Id == id) is { } known)
            Report(known, e.Message);
    }

    /// <summary>Keeps why a schedule does not run, where the owner looks; best effort, since a disk may be full.</summary>
    private void Report(Schedule schedule, string problem)
    {
        if (string.Equals(schedule.Problem, problem, StringComparison.Ordinal))
            return;
        LogProblem(schedule.Id, problem);
        try
        {
            book.Update(schedule.Id, known => known with { Problem = problem });
        }
        catch (LurkBotException e)
        {
            LogFailed(e, schedule.Id);
        }
    }
}
