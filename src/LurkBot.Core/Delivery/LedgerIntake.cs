using LurkBot.Sessions;

namespace LurkBot.Delivery;

/// <summary>What the ledger takes in from a session's file, in one transaction.</summary>
/// <param name="Session">The session.</param>
/// <param name="Through">The newest entry that need not be looked at again.</param>
internal sealed record LedgerIntake(SessionId Session, long Through)
{
    /// <summary>Messages with the state that the file gives them. A message that is known gets the state; one with a fate keeps it.</summary>
    public IReadOnlyList<InboundRecord> Inbound { get; init; } = [];

    /// <summary>Parts of deliveries, each whole. A delivery that is there already stays as it is, but for one of which only the preview is there: see <see cref="IDeliveryLedger.TakeInAsync"/>.</summary>
    public IReadOnlyList<OutboundRecord> Outbound { get; init; } = [];
}
