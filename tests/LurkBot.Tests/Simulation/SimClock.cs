namespace LurkBot.Tests.Simulation;

/// <summary>
/// Time and order of a simulated history: events wait in a queue, and the next one happens only once nothing runs any more. In a process whose thread pool has one
/// thread, a seed therefore gives one history. Events of the same moment happen in a random order.
/// </summary>
internal sealed class SimClock(int seed)
{
    private static readonly DateTimeOffset Began = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<SimEvent, (long Due, int Tie, long Number)> events = new();
    private TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<bool>? until;
    private long number;
    private long now;
    private long end;

    public Random Random { get; } = new(seed);

    /// <summary>How long the history has lasted; nobody's clock can change it.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(now);

    /// <summary>The right time.</summary>
    public DateTimeOffset Now => Began.AddTicks(now);

    /// <summary>How many events happened.</summary>
    public long Happened { get; private set; }

    /// <summary>Lets something happen later.</summary>
    /// <param name="after">When.</param>
    /// <param name="owner">The process that it happens to; it does not happen if that was killed. Null for the world.</param>
    /// <param name="run">What.</param>
    public SimEvent Schedule(TimeSpan after, SimProcess? owner, Action run)
    {
        var happening = new SimEvent(owner, run);
        lock (events)
            events.Enqueue(happening, (now + Math.Max(0, after.Ticks), Random.Next(), number++));
        return happening;
    }

    /// <summary>Lets the history go on.</summary>
    /// <param name="enough">Looked at when nothing runs; true ends it.</param>
    /// <param name="longest">It ends at last then.</param>
    public Task RunAsync(Func<bool> enough, TimeSpan longest)
    {
        (until, end, over) = (enough, now + longest.Ticks, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        Next();
        return over.Task;
    }

    private void Next() => ThreadPool.UnsafeQueueUserWorkItem(static clock => clock.Step(), this, preferLocal: false);

    private void Step()
    {
        // The only thread of the pool runs this: when nothing is queued, nothing runs.
        if (ThreadPool.PendingWorkItemCount > 0)
        {
            Next();
            return;
        }

        try
        {
            if (now > end || until!())
            {
                over.SetResult();
                return;
            }

            SimEvent? happening;
            lock (events)
            {
                if (!events.TryDequeue(out happening, out var when))
                    throw new InvalidOperationException("Nothing happens any more.");
                now = Math.Max(now, when.Due);
            }

            if (!happening.IsCancelled && happening.Owner is not { IsDead: true })
            {
                Happened++;
                happening.Run();
            }
        }
        catch (Exception e)
        {
            over.SetException(e);
            return;
        }

        Next();
    }
}
