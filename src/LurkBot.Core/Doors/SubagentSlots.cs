using System.Threading.Channels;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>
/// How many subagents run at the same time in a process, and what those that wait hear of them. A subagent that waits for another one takes no place. Thread-safe.
/// </summary>
/// <param name="mostRunning">The most that run.</param>
/// <param name="mostWaiting">The most that wait for others to end.</param>
internal sealed class SubagentSlots(Func<int> mostRunning, Func<int> mostWaiting)
{
    private const int MostSteps = 64;

    private readonly Lock gate = new();
    private readonly HashSet<SessionKey> reserved = [];
    private readonly LinkedList<TaskCompletionSource> waiting = [];
    private readonly Dictionary<SessionId, Channel<TurnUpdate.SubagentStep>> kept = [];
    private readonly Dictionary<SessionId, List<Channel<TurnUpdate.SubagentStep>>> listeners = [];
    private int running;

    /// <summary>How many run, and how many wait for that.</summary>
    public (int Running, int Waiting) Load
    {
        get
        {
            lock (gate)
                return (running, waiting.Count);
        }
    }

    /// <summary>Keeps a place in the line for one that is about to be started.</summary>
    /// <param name="child">Its session.</param>
    /// <returns>False when too many wait already.</returns>
    public bool TryReserve(SessionKey child)
    {
        lock (gate)
            return reserved.Contains(child) || (reserved.Count < mostRunning() + mostWaiting() && reserved.Add(child));
    }

    /// <summary>One has ended, or was not started after all.</summary>
    /// <param name="child">Its session.</param>
    public void Release(SessionKey child)
    {
        lock (gate)
            reserved.Remove(child);
    }

    /// <summary>Waits until one may run.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (gate)
        {
            if (running < mostRunning())
            {
                running++;
                return;
            }

            place = waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        try
        {
            await place.Value.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (gate)
            {
                if (place.List is not null)
                    waiting.Remove(place);
                else
                    Pass();
            }

            throw;
        }
    }

    /// <summary>One that ran has ended, or waits.</summary>
    public void Leave()
    {
        lock (gate)
            Pass();
    }

    /// <summary>Keeps what the subagents of a session do from now on, for the first run of it that reads that.</summary>
    /// <param name="parent">The session.</param>
    public void Keep(SessionId parent)
    {
        lock (gate)
            kept.TryAdd(parent, NewFeed());
    }

    /// <summary>Hears what the subagents of a session do. After a restart several runs of a session may wait for them: each hears all.</summary>
    /// <param name="parent">The session.</param>
    /// <returns>What was kept, and what comes, until <see cref="Leave(SessionId, ChannelReader{TurnUpdate.SubagentStep}?)"/>.</returns>
    public ChannelReader<TurnUpdate.SubagentStep> Hear(SessionId parent)
    {
        lock (gate)
        {
            var feed = kept.Remove(parent, out var early) ? early : NewFeed();
            if (!listeners.TryGetValue(parent, out var all))
                listeners[parent] = all = [];
            all.Add(feed);
            return feed.Reader;
        }
    }

    /// <summary>A run of a session is over.</summary>
    /// <param name="parent">The session.</param>
    /// <param name="heard">What it read; null when it read nothing.</param>
    public void Leave(SessionId parent, ChannelReader<TurnUpdate.SubagentStep>? heard)
    {
        lock (gate)
        {
            kept.Remove(parent);
            if (heard is not null && listeners.TryGetValue(parent, out var all) && all.RemoveAll(feed => feed.Reader == heard) > 0 && all.Count == 0)
                listeners.Remove(parent);
        }
    }

    /// <summary>How many runs of a session hear what its subagents do.</summary>
    /// <param name="parent">The session.</param>
    public int Listeners(SessionId parent)
    {
        lock (gate)
            return listeners.GetValueOrDefault(parent)?.Count ?? 0;
    }

    /// <summary>Reports a step of a subagent to the session that waits for it.</summary>
    /// <param name="parent">The session that waits.</param>
    /// <param name="step">What is done.</param>
    public void Tell(SessionId parent, TurnUpdate.SubagentStep step)
    {
        lock (gate)
        {
            if (kept.TryGetValue(parent, out var early))
                early.Writer.TryWrite(step);
            foreach (var feed in listeners.GetValueOrDefault(parent) ?? [])
                feed.Writer.TryWrite(step);
        }
    }

    private static Channel<TurnUpdate.SubagentStep> NewFeed() => Channel.CreateBounded<TurnUpdate.SubagentStep>(new BoundedChannelOptions(MostSteps) { FullMode = BoundedChannelFullMode.DropOldest });

    private void Pass()
    {
        if (waiting.First is { } next)
        {
            waiting.RemoveFirst();
            next.Value.SetResult();
        }
        else
        {
            running--;
        }
    }
}
