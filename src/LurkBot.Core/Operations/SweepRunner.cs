using System.Runtime.CompilerServices;
using LurkBot.Compaction;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Operations;

/// <summary>
/// Sweeps all sessions, in this order: compacts those that have been idle, moves those at rest along their life, empties the trash. A
/// session with an open turn or a pending message is never touched, and one that fails never keeps the others. Thread-safe.
/// </summary>
/// <param name="services">What turns share.</param>
internal sealed class SweepRunner(AssistantServices services)
{
    /// <summary>Sweeps.</summary>
    /// <param name="dryRun">Whether nothing is changed.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>What was done, or would be, as it happens.</returns>
    public async IAsyncEnumerable<SweepRecord> RunAsync(bool dryRun, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var settings = services.Options.Sessions;
        var options = new SweepOptions { Timeout = settings.Timeout, ArchiveAfter = settings.ArchiveAfter, MaximumDisk = settings.MaximumDisk };
        var sweeper = new SessionSweeper(services.Store, options, services.Time, services.HasUnsent);
        foreach (var problem in (await services.Store.ListAsync(cancellationToken)).Problems)
            yield return new SweepRecord.Problem(Key: null, problem);
        var plan = await sweeper.PlanAsync(cancellationToken);
        // The look for a local model takes a while when there is none: all sessions of a sweep share it.
        var model = new Lazy<Task<ResolvedModel>>(() => services.Models.ChooseDefaultAsync(services.Catalogue, cancellationToken).AsTask());
        var changed = false;
        foreach (var step in plan.Where(step => step.State == SessionState.Compacted))
        {
            var (planned, session) = await PlanCompactionAsync(step, model, cancellationToken);
            await using (session)
            {
                if (planned is not null)
                    yield return planned;
                if (planned is not SweepRecord.Compaction || dryRun)
                    continue;
                var (problem, appended) = await CompactAsync(session!, cancellationToken);
                changed |= appended;
                if (problem is not null)
                    yield return problem;
            }
        }

        if (changed)
            plan = await sweeper.PlanAsync(cancellationToken);
        foreach (var step in plan)
            yield return await MoveAsync(sweeper, step, dryRun, cancellationToken);
        foreach (var name in await services.Store.PurgeTrashAsync(options.TrashAge, dryRun, cancellationToken))
            yield return new SweepRecord.Purge(name);
    }

    /// <summary>What of a session that becomes compacted is worth it; nothing for most.</summary>
    private async Task<(SweepRecord? Record, SessionOperations? Session)> PlanCompactionAsync(SweepStep step, Lazy<Task<ResolvedModel>> model, CancellationToken cancellationToken)
    {
        SessionOperations? session = null;
        try
        {
            session = await SessionOperations.OpenAsync(services, step.Key, stream: true, cancellationToken);
            // A message may have come since the plan.
            if (session.Info?.Turns is { Pending.Count: > 0 } or { Open.Count: > 0 })
                return (null, session);
            session.Setup.ChooseDefault = () => model.Value;
            return (await session.PlanGrownAsync(cancellationToken) is { } range ? new SweepRecord.Compaction(step.Key, range, step.Reason) : null, session);
        }
        catch (LurkBotException e)
        {
            return (new SweepRecord.Problem(step.Key, e.Message), session);
        }
    }

    private static async Task<(SweepRecord? Problem, bool Appended)> CompactAsync(SessionOperations session, CancellationToken cancellationToken)
    {
        try
        {
            var done = await session.CompactGrownAsync(door: null, cancellationToken);
            // A compaction that failed may have appended a part of it.
            return done.Outcome == CompactionOutcome.Failed
                ? (new SweepRecord.Problem(session.Key, $"{session.Key} was not compacted: {done.Problem}"), true)
                : (null, done.Entry is not null);
        }
        catch (LurkBotException e)
        {
            return (new SweepRecord.Problem(session.Key, e.Message), false);
        }
    }

    private static async Task<SweepRecord> MoveAsync(SessionSweeper sweeper, SweepStep step, bool dryRun, CancellationToken cancellationToken)
    {
        try
        {
            return dryRun || await sweeper.RunAsync(step, cancellationToken) ? new SweepRecord.Move(step.Key, step.State, step.Reason) : new SweepRecord.InUse(step.Key);
        }
        catch (LurkBotException e)
        {
            return new SweepRecord.Problem(step.Key, e.Message);
        }
    }
}
