using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Erasure;

/// <summary>Sessions, in use, archived and deleted, with their blobs.</summary>
/// <param name="store">The sessions.</param>
/// <param name="time">The clock.</param>
internal sealed class SessionErasable(IRewritableStore store, TimeProvider time) : IErasable
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => [.. plan.Steps.Select(step => step.ToString())];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var done = new List<string>();
        await RequireFreeAsync(plan, cancellationToken);
        foreach (var step in plan.Steps)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // The blobs first: an erasure that breaks off finds the session again, and with it what is left to do.
            await store.DestroyBlobsAsync(step.Id, step.Blobs, cancellationToken);
            if (step.IsWhole)
                await store.DestroyAsync(step.Name, plan.Change, cancellationToken);
            else
                await store.RewriteAsync(step.Name, entry => step.Entries.Contains(entry.Id) ? Tombstone(entry, plan.Change, time) : entry, field => !plan.Text.OccursIn(field.Json), plan.Change, cancellationToken);
            done.Add(step.ToString());
        }

        return done;
    }

    /// <inheritdoc/>
    public bool Takes(ErasurePlan plan, string file) =>
        plan.Steps.Any(step => step.Name == file || step.Blobs.Any(hash => file == Path.Combine(BlobFolder.Name, step.Id.ToString(), hash)));

    /// <summary>Makes sure that nothing is touched while one of the sessions is in use.</summary>
    /// <param name="plan">What is to be erased.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <exception cref="SessionBusyException">One is.</exception>
    public async Task RequireFreeAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        foreach (var step in plan.Steps)
            await store.RequireFreeAsync(step.Name, plan.Change, cancellationToken);
    }

    /// <summary>Of an erased entry its id is left, and its turn, which is one of the ids too; the moment is that of the erasure.</summary>
    private static TombstoneEntry Tombstone(Entry entry, SessionChange change, TimeProvider time) =>
        new() { Id = entry.Id, Turn = entry.Turn, At = time.GetUtcNow(), Actor = change.Actor, Reason = change.Reason, Heard = (entry as ITurnMark)?.Heard ?? [], Answers = (entry as ITurnMark)?.Answers ?? [], Fate = (entry as NoticeEntry)?.Fate };
}
