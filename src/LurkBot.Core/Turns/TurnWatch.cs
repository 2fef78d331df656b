using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>
/// Looks at a session's new entries while a turn runs in it: a stop ends the turn, a message joins it or ends it, as the queue mode
/// says. It looks in short intervals, before each call to the model and before each tool. Thread-safe.
/// </summary>
internal sealed class TurnWatch : ITurnWatch, IAsyncDisposable
{
    private readonly IStoredSession session;
    private readonly long turn;
    private readonly Func<UserEntry, bool> isLike;
    private readonly QueueMode standard;
    private readonly CancellationTokenSource stop;
    private readonly PeriodicTimer timer;
    private readonly SemaphoreSlim gate = new(1, 1);
    private readonly List<UserEntry> joining = [];
    private readonly HashSet<long> joined = [];
    private readonly List<Entry> revisions = [];
    private readonly TimeProvider time;
    private readonly Task loop;
    private long seen;
    private QueueMode mode;

    /// <summary>Begins to look.</summary>
    /// <param name="session">The session.</param>
    /// <param name="turn">The turn that runs.</param>
    /// <param name="seen">The newest entry that was there when its messages were chosen.</param>
    /// <param name="standard">What a new message does where the session does not say.</param>
    /// <param name="isLike">Whether a message is like those of the turn.</param>
    /// <param name="stop">Cancelled when the turn must end.</param>
    /// <param name="every">The interval.</param>
    /// <param name="time">The clock.</param>
    public TurnWatch(IStoredSession session, long turn, long seen, QueueMode standard, Func<UserEntry, bool> isLike, CancellationTokenSource stop, TimeSpan every, TimeProvider time)
    {
        (this.session, this.turn, this.seen, this.standard, this.isLike, this.stop) = (session, turn, seen, standard, isLike, stop);
        mode = session.Info.ChosenQueueMode ?? standard;
        this.time = time;
        timer = new PeriodicTimer(every, time);
        loop = LoopAsync();
    }

    /// <summary>Why the turn was stopped; null when nothing here did.</summary>
    public string? Why { get; private set; }

    /// <summary>The turn was ended since nothing happened in it; null otherwise.</summary>
    public TurnStalledException? Stall { get; private set; }

    /// <summary>Messages up to this id that wait are cancelled too.</summary>
    /// <value>Zero: none.</value>
    public long StopsAllThrough { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Entry>> LookAsync(bool mayJoin, CancellationToken cancellationToken)
    {
        await LookAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (!mayJoin)
            return [];
        await gate.WaitAsync(cancellationToken);
        try
        {
            joining.RemoveAll(message => session.Info.Turns?.Pending.Contains(message.Id) == false);
            var ready = joining.Where(IsWhole).ToList();
            joining.RemoveAll(ready.Contains);
            var ids = ready.Select(message => message.Id).ToHashSet();
            joined.UnionWith(ids);
            return [.. ready.Concat(revisions.Where(entry => ids.Contains(MessageVersions.TargetOf(entry) ?? 0))).OrderBy(entry => entry.Id)];
        }
        finally
        {
            gate.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        timer.Dispose();
        await loop;
        gate.Dispose();
    }

    private async Task LoopAsync()
    {
        try
        {
            while (await timer.WaitForNextTickAsync(CancellationToken.None))
                await LookAsync();
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The turn has ended, or the session cannot be read: the turn itself will say so.
        }
    }

    private async Task LookAsync()
    {
        await gate.WaitAsync();
        try
        {
            foreach (var entry in await session.ReadAfterAsync(seen, CancellationToken.None))
            {
                Take(entry);
                seen = entry.Id;
            }
        }
        finally
        {
            gate.Release();
        }
    }

    private void Take(Entry entry)
    {
        if (MessageVersions.TargetOf(entry) is not null)
            Revise(entry);
        if (entry is StopEntry halt && (halt.All || halt.Stops == turn || joined.Contains(halt.Stops ?? 0)))
        {
            StopsAllThrough = halt.All ? halt.Id : StopsAllThrough;
            if (halt is { Actor: TurnStalledException.Actor, Reason: { } reason })
                Stall ??= new TurnStalledException(reason);
            Stop(Stall?.Message ?? "Cancelled by the user.");
        }
        else if (entry is SettingsEntry { Queue: { } queue })
        {
            // Messages that came before it are taken as they were.
            mode = QueueModeExtensions.Parse(queue) ?? standard;
        }
        else if (entry is UserEntry { Accepted: not null, Observed: false, IsSaid: true } message && isLike(message))
        {
            if (mode == QueueMode.Steer)
                joining.Add(message);
            else if (mode == QueueMode.Interrupt && session.Info.Turns?.Pending.Contains(message.Id) != false)
                Stop("Cancelled: a newer message came.");
        }
    }

    /// <summary>Whether all parts of a message are there, and all its files.</summary>
    private bool IsWhole(UserEntry message)
    {
        var parts = joining.Where(other => other == message || PendingMessages.IsPartOfSame(other, message)).ToList();
        return PendingMessages.QuietLeft(parts, time.GetUtcNow(), static part => part.At) == TimeSpan.Zero && !ArrivingFiles.AreMissing(parts, revisions);
    }

    /// <summary>Of several versions of a message the newest counts.</summary>
    private void Revise(Entry entry)
    {
        if (entry is CorrectionEntry { Corrects: { } id } correction && MessageVersions.Of([.. revisions, entry]) is var versions)
        {
            if (correction.Removed)
                joining.RemoveAll(message => message.Id == id);
            if (versions.NewestOf(id) != correction)
                return;
            revisions.RemoveAll(earlier => earlier is CorrectionEntry other && other.Corrects == id);
        }

        revisions.Add(entry);
    }

    private void Stop(string why)
    {
        Why ??= why;
        stop.Cancel();
    }
}
