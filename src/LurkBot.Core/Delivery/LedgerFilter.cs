using LurkBot.Sessions;

namespace LurkBot.Delivery;

/// <summary>Which rows of the ledger are wanted.</summary>
internal sealed record LedgerFilter
{
    /// <summary>The session; null for all.</summary>
    public SessionId? Session { get; init; }

    /// <summary>States of messages that came; null for all, empty for none.</summary>
    public IReadOnlyList<InboundState>? Inbound { get; init; }

    /// <summary>States of what is sent; null for all, empty for none.</summary>
    public IReadOnlyList<OutboundState>? Outbound { get; init; }

    /// <summary>The kind of what is sent; null for all.</summary>
    public OutboundKind? Kind { get; init; }

    /// <summary>Rows that arrived or were written down at that time or later; null for all.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>The most rows of each direction, the newest.</summary>
    /// <value>Default: 1000.</value>
    public int Limit { get; init; } = 1000;
}
