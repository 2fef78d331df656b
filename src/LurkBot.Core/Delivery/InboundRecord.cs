using LurkBot.Sessions;

namespace LurkBot.Delivery;

/// <summary>One message of a platform, as the ledger knows it.</summary>
/// <param name="Source">The platform's identity of it; unique.</param>
/// <param name="Address">The reply address: the lane.</param>
/// <param name="State">How far it has come.</param>
/// <param name="At">When it arrived.</param>
internal sealed record InboundRecord(string Source, string Address, InboundState State, DateTimeOffset At)
{
    /// <summary>The number of the row; 0 for one that is not stored yet.</summary>
    public long Id { get; init; }

    /// <summary>The session; null before it is in one.</summary>
    public SessionId? Session { get; init; }

    /// <summary>The id of its entry; null for a command, and before it is in a session.</summary>
    public long? Entry { get; init; }

    /// <summary>Why it ended as it did; null for no reason.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// What arrived, where no session holds it: a command, or the raw update that could not be read. Gone once it ended other than as failed.
    /// </summary>
    public string? Text { get; init; }

    /// <summary>When its state changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether it has its fate.</summary>
    public bool IsOver => State >= InboundState.Answered;
}
