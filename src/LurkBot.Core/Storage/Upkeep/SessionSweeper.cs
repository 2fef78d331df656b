using System.Globalization;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Storage;

/// <summary>Moves sessions at rest along their life: idle, compacted, archived. It never deletes a session.</summary>
/// <param name="store">The sessions.</param>
/// <param name="options">When they move.</param>
/// <param name="time">The clock.</param>
/// <param name="hasUnsent">Whether something of a session is still to be sent, so that it is not archived; null for never.</param>
internal sealed class SessionSweeper(IRewritableStore store, SweepOptions options, TimeProvider time, Func<SessionId, CancellationToken, ValueTask<bool>>? hasUnsent = null)
{
    private const string Actor = "lurkbot";
    private const int EntriesThatTellOfARestore = 8;

    /// <summary>What a sweep would do now; running it does exactly that.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Steps in the order in which they are done.</returns>
    public async Task<IReadOnlyList<SweepStep>> PlanAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (steps, left) = (new List<SweepStep>(), new List<SessionInfo>());
        foreach (var info in (await store.ListAsync(cancellationToken)).Sessions.OrderBy(info => info.UpdatedAt).ThenBy(info => info.Key.ToString(), StringComparer.Ordinal))
        {
            // What waits for an answer or an approval is not at rest.
            if (info.State is SessionState.Created or SessionState.Archived || info.Turns is { Pending.Count: > 0 } or { Open.Count: > 0 })
                continue;
            var age = now - info.UpdatedAt;
            var path = Path(info.State, age).ToList();
            if (path.Exists(step => step.State == SessionState.Archived))
                path = [.. Path(info.State, now - await LastUseAsync(info, cancellationToken))];
            if (path.Exists(step => step.State == SessionState.Archived) && await HasUnsentAsync(info.Id, cancellationToken))
                path.RemoveAll(step => step.State == SessionState.Archived);
            steps.AddRange(path.Select((step, i) => new SweepStep(info.Key, step.State, step.Reason, i == 0 ? info.State : path[i - 1].State, info.LastId + i)));
            if (!path.Exists(step => step.State == SessionState.Archived))
                left.Add(info);
        }

        await PlanForDiskAsync(steps, left, cancellationToken);
        return steps;
    }

    /// <summary>Does one step of a plan. A session that is in use is left for the next sweep.</summary>
    /// <param name="step">The step.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>Whether it was done.</returns>
    public async Task<bool> RunAsync(SweepStep step, CancellationToken cancellationToken)
    {
        var change = new SessionChange(Actor, step.Reason);
        try
        {
            await using var session = await store.OpenAsync(step.Key, cancellationToken);
            if (session is null || session.Info.State != step.From || session.Info.LastId != step.LastId || session.Info.Turns is { Pending.Count: > 0 } or { Open.Count: > 0 })
                return false;
            if (step.State == SessionState.Archived)
            {
                if (await HasUnsentAsync(session.Info.Id, cancellationToken))
                    return false;
                await store.ArchiveAsync(step.Key, change, cancellationToken);
                return true;
            }

            await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(Actor, TimeSpan.Zero), cancellationToken);
            await session.AppendAsync([LifecycleEntries.State(step.State, change, time)], cancellationToken);
            return true;
        }
        catch (SessionBusyException)
        {
            return false;
        }
    }

    private ValueTask<bool> HasUnsentAsync(SessionId session, CancellationToken cancellationToken) => hasUnsent is null ? new(false) : hasUnsent(session, cancellationToken);

    /// <summary>The states that a session enters at an age, each with its reason.</summary>
    private IEnumerable<(SessionState State, string Reason)> Path(SessionState state, TimeSpan age)
    {
        if (state == SessionState.Active && age >= options.Timeout)
        {
            state = SessionLifecycle.Next(state, SessionEvent.Timeout);
            yield return (state, $"no message for {Words(options.Timeout)}");
        }

        if (state == SessionState.Idle && age >= 2 * options.Timeout)
        {
            state = SessionLifecycle.Next(state, SessionEvent.Compaction);
            yield return (state, $"idle for {Words(options.Timeout)}");
        }

        if (state == SessionState.Compacted && age >= options.ArchiveAfter)
            yield return (SessionLifecycle.Next(state, SessionEvent.Archival), $"no message for {Words(options.ArchiveAfter)}");
    }

    /// <summary>The last message, or when the session was brought back from the archive since.</summary>
    private async Task<DateTimeOffset> LastUseAsync(SessionInfo info, CancellationToken cancellationToken)
    {
        await using var session = await store.OpenAsync(info.Key, cancellationToken);
        var restored = session is null ? null : (await session.ReadNewestAsync(EntriesThatTellOfARestore, cancellationToken))
            .LastOrDefault(entry => entry is StateEntry { State: SessionState.Active });
        return restored is not null && restored.At > info.UpdatedAt ? restored.At : info.UpdatedAt;
    }

    /// <summary>Archives the oldest until the rest fits; the sizes are those that the sessions have now.</summary>
    private async Task PlanForDiskAsync(List<SweepStep> steps, List<SessionInfo> left, CancellationToken cancellationToken)
    {
        if (options.MaximumDisk is not { } maximum)
            return;
        var total = await store.MeasureAsync(cancellationToken);
        foreach (var step in steps.Where(step => step.State == SessionState.Archived))
            total -= await store.MeasureArchivingAsync(step.Key, cancellationToken);
        foreach (var info in left)
        {
            if (total <= maximum)
                return;
            if (await HasUnsentAsync(info.Id, cancellationToken))
                continue;
            var gain = await store.MeasureArchivingAsync(info.Key, cancellationToken);
            if (gain <= 0)
                continue;
            total -= gain;
            steps.RemoveAll(step => step.Key == info.Key);
            steps.Add(new SweepStep(info.Key, SessionState.Archived, string.Create(CultureInfo.InvariantCulture, $"sessions take more than {maximum} bytes"), info.State, info.LastId));
        }
    }

    private static string Words(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalDays:0.#} days"),
        { TotalHours: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0.#} hours"),
        { TotalMinutes: >= 2 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0.#} minutes"),
        _ => Plural.Of(Math.Round(span.TotalSeconds, 1), "second"),
    };
}
