using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>How often the messages that a killed process had taken were tried (RULES TU12): each message counts for itself.</summary>
/// <param name="left">What the killed process left; null when none was killed.</param>
internal sealed class TurnAttempts(TurnLeaseOwner? left)
{
    /// <summary>So many deaths end a message.</summary>
    private const int Most = 3;

    /// <summary>What the killed process was doing: messages, and a question whose call it ran.</summary>
    public IReadOnlyList<long> Left { get; } = left?.Messages ?? [];

    /// <summary>The attempt that would be next for a message, from 1.</summary>
    public int Next(long message) => (left?.AttemptsOf(message) ?? 0) + 1;

    /// <summary>Whether a message was tried too often to be tried again.</summary>
    public bool IsOver(long message) => Next(message) > Most;
}
