namespace LurkBot.Storage;

/// <summary>A session held for one turn; given back when disposed of.</summary>
/// <param name="owner">Who holds it.</param>
/// <param name="exclusive">Whether no other process can run a turn at the same time; false with locking off.</param>
/// <param name="left">What a killed process left of its lease; null when the last one was given back.</param>
/// <param name="write">Writes down who holds it; throws only where it cannot write down that a call began (<see cref="TurnLeaseOwner.Begun"/>).</param>
/// <param name="release">Gives the session back.</param>
public sealed class TurnLease(TurnLeaseOwner owner, bool exclusive, TurnLeaseOwner? left, Action<TurnLeaseOwner> write, Func<ValueTask> release) : IAsyncDisposable
{
    private Func<ValueTask>? release = release;

    /// <summary>Who holds it, with the lease's epoch, which grows with each lease of the session.</summary>
    public TurnLeaseOwner Owner { get; private set; } = owner;

    /// <summary>Whether no other process can run a turn at the same time; false with locking off.</summary>
    public bool IsExclusive { get; } = exclusive;

    /// <summary>What a killed process left of its lease: the messages that it had taken, and how often they were tried.</summary>
    public TurnLeaseOwner? Left { get; } = left;

    /// <summary>Whether it was not given back yet.</summary>
    public bool IsHeld => Volatile.Read(ref release) is not null;

    /// <summary>Writes down which messages are answered now, so that others can tell and a later process can count attempts.</summary>
    /// <param name="messages">Their ids.</param>
    /// <param name="attempt">The attempt, from 1.</param>
    public void Take(IReadOnlyList<long> messages, int attempt) => Take(messages, _ => attempt);

    /// <summary>Writes down which messages are answered now, each with its own number of attempts.</summary>
    /// <param name="messages">Their ids.</param>
    /// <param name="attemptOf">The attempt of each, from 1.</param>
    public void Take(IReadOnlyList<long> messages, Func<long, int> attemptOf)
    {
        var attempts = messages.Distinct().ToDictionary(id => id, attemptOf);
        Owner = Owner with { Messages = messages, Attempts = attempts, Attempt = attempts.Count == 0 ? 0 : attempts.Values.Max() };
        write(Owner);
    }

    /// <summary>Writes down, durably, that a call which was approved begins now.</summary>
    /// <param name="question">The question that was answered.</param>
    /// <exception cref="LurkBotException">It cannot be written: the call must not run.</exception>
    internal void Begin(long question) => WriteBegun([.. Owner.Begun.Except([question]), question]);

    /// <summary>The results of calls that began are stored, or their turns have an end.</summary>
    /// <param name="isOver">Whether that holds for a question.</param>
    internal void End(Func<long, bool> isOver)
    {
        if (Owner.Begun.Any(isOver))
            WriteBegun([.. Owner.Begun.Where(question => !isOver(question))]);
    }

    private void WriteBegun(IReadOnlyList<long> begun)
    {
        var next = Owner with { Begun = begun };
        write(next);
        Owner = next;
    }

    /// <summary>The process ends in good order with the turn under way: this attempt does not count.</summary>
    internal void Uncount()
    {
        try
        {
            var counted = Owner;
            if (IsHeld && counted.Messages.Count > 0)
                Take(counted.Messages, id => Math.Max(0, counted.AttemptsOf(id) - 1));
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            // Then it counts, as after a crash.
        }
    }

    /// <summary>Gives the session back; the second time does nothing.</summary>
    /// <returns>When it is given back.</returns>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref release, null)?.Invoke() ?? ValueTask.CompletedTask;
}
