namespace LurkBot.Delivery;

/// <summary>Rows of the ledger.</summary>
/// <param name="Inbound">Messages that came, the oldest first.</param>
/// <param name="Outbound">What is sent, in the order of sending.</param>
internal sealed record LedgerRows(IReadOnlyList<InboundRecord> Inbound, IReadOnlyList<OutboundRecord> Outbound);
