using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>One run of the assistant in a session, as its updates are kept for readers who come, leave and come back.</summary>
/// <param name="key">The session.</param>
/// <param name="upTo">The message that it answers; null for all that wait.</param>
internal sealed class TurnRun(SessionKey key, long? upTo)
{
    private readonly Lock gate = new();
    private readonly List<TurnUpdate> updates = [];
    private readonly HashSet<long> taken = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? failure;

    /// <summary>The session.</summary>
    public SessionKey Key => key;

    /// <summary>The message that it answers; null for all that wait.</summary>
    public long? UpTo => upTo;

    /// <summary>Whether it answers a message by now; before, the message waits behind others.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether it ended, and not because its process did.</summary>
    public bool IsFinished => IsOver && failure is not ProcessClosingException;

    /// <summary>Whether nothing more comes.</summary>
    public bool IsOver { get; private set; }

    /// <summary>When it was over, as the clock's timestamp.</summary>
    public long OverSince { get; private set; }

    /// <summary>Whether it answers a message, or did: another run for that message only waits for this one's outcome.</summary>
    /// <param name="message">The message.</param>
    public bool HasTaken(long message)
    {
        lock (gate)
            return taken.Contains(message);
    }

    /// <summary>Keeps an update.</summary>
    public void Add(TurnUpdate update)
    {
        lock (gate)
        {
            // That a tool still runs is news for the moment only.
            if (IsOver || update is TurnUpdate.ToolRunning)
                return;
            updates.Add(update);
            if (update is TurnUpdate.Answering answering)
            {
                HasBegun = true;
                taken.UnionWith(answering.Messages.Select(message => message.Id));
            }

            Tell();
        }
    }

    /// <summary>Nothing more comes; only the first end counts.</summary>
    /// <param name="error">Why it failed; null when it did not.</param>
    /// <param name="timestamp">The clock's timestamp.</param>
    public void End(Exception? error, long timestamp)
    {
        lock (gate)
        {
            if (IsOver)
                return;
            (failure, IsOver, OverSince) = (error, true, timestamp);
            Tell();
        }
    }

    /// <summary>Reads from an update on, waiting for those to come.</summary>
    /// <param name="from">The number of the first; the very first is 0.</param>
    /// <param name="cancellationToken">Stops the reading, not the run.</param>
    /// <returns>Updates with their numbers; in the end the error that the run ended with is thrown.</returns>
    public async IAsyncEnumerable<(int Number, TurnUpdate Update)> ReadAsync(int from, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = Math.Max(0, from); ;)
        {
            Task wait;
            List<TurnUpdate> news;
            bool isOver;
            lock (gate)
                (news, isOver, wait) = (updates.Count > next ? updates[next..] : [], IsOver, changed.Task);
            foreach (var update in news)
                yield return (next++, update);
            if (news.Count > 0)
                continue;
            if (isOver)
            {
                if (failure is not null)
                    throw failure;
                yield break;
            }

            await wait.WaitAsync(cancellationToken);
        }
    }

    private void Tell()
    {
        var told = changed;
        changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        told.SetResult();
    }
}
