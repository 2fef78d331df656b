using LurkBot.Sessions;

namespace LurkBot.Delivery;

/// <summary>One part of something that is sent, as the ledger knows it: split and rendered once, before the first part is sent (RULES LE6).</summary>
/// <param name="Delivery">What it is a part of: for a turn, the session's id and the turn's; unique together with <paramref name="Part"/>.</param>
/// <param name="Part">Its number, from 1.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Address">Where it goes; only a chat that moves changes that.</param>
/// <param name="Text">The source that it was rendered from, or plain text; gone once it was sent or cancelled.</param>
/// <param name="At">When it was written down.</param>
internal sealed record OutboundRecord(string Delivery, int Part, OutboundKind Kind, string Address, string Text, DateTimeOffset At)
{
    /// <summary>The number of the row, in the order of sending; 0 for one that is not stored yet.</summary>
    public long Id { get; init; }

    /// <summary>How far it has come.</summary>
    public OutboundState State { get; init; }

    /// <summary>The text in the platform's markup; null where there is none, and once it was sent or cancelled.</summary>
    public string? Markup { get; init; }

    /// <summary>The text in a richer form of the platform, tried before the markup; null where there is none, and once it was sent or cancelled.</summary>
    public string? Rich { get; init; }

    /// <summary>The version of the renderer; 0 without markup.</summary>
    public int Renderer { get; init; }

    /// <summary>The session; null for what belongs to none.</summary>
    public SessionId? Session { get; init; }

    /// <summary>The entry that it tells, such as a turn's end or a question; null for none.</summary>
    public long? Entry { get; init; }

    /// <summary>The platform's id of the message that it answers; null for none.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Buttons below it, each a name and what a press gives back; none for most.</summary>
    public IReadOnlyList<OutboundButton> Buttons { get; init; } = [];

    /// <summary>The file that it sends, with the text as its name and caption; null for a text.</summary>
    public OutboundFile? File { get; init; }

    /// <summary>The platform's id of the message that it became, or of the preview that it takes the place of; null before.</summary>
    public string? PlatformId { get; init; }

    /// <summary>How often a request for it was made.</summary>
    public int Attempts { get; init; }

    /// <summary>Why it is as it is; null for no reason.</summary>
    public string? Reason { get; init; }

    /// <summary>When its state changed last.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Whether it has its fate.</summary>
    public bool IsOver => State > OutboundState.Sending;
}
