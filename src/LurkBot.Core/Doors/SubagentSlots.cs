using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<SessionId, Channel<TurnUpdate.SubagentStep>> listeners = new();
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

    /// <summary>Hears what the subagents of a session do, while its turn runs.</summary>
    /// <param name="parent">The session.</param>
    public ChannelReader<TurnUpdate.SubagentStep> Listen(SessionId parent) =>
        listeners.GetOrAdd(parent, static _ => Channel.CreateBounded<TurnUpdate.SubagentStep>(new BoundedChannelOptions(MostSteps) { FullMode = BoundedChannelFullMode.DropOldest })).Reader;

    /// <summary>No one listens any more.</summary>
    /// <param name="parent">The session.</param>
    public void Forget(SessionId parent) => listeners.TryRemove(parent, out _);

    /// <summary>Reports a step of a subagent to the session that waits for it.</summary>
    /// <param name="parent">The session that waits.</param>
    /// <param name="step">What is done.</param>
    public void Tell(SessionId parent, TurnUpdate.SubagentStep step)
    {
        if (listeners.TryGetValue(parent, out var listener))
            listener.Writer.TryWrite(step);
    }

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
