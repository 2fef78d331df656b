using LurkBot.Planning;

namespace LurkBot.Delivery;

/// <summary>What the ledger of a home has to do with the life of its sessions (RULES LE10): in each process, beside a gateway or without one.</summary>
internal static class LedgerLifecycle
{
    /// <summary>Lets archiving wait for what is to be sent, and deleting cancel it.</summary>
    /// <param name="services">What turns share.</param>
    /// <param name="home">LurkBot's home folder.</param>
    public static void AddLedger(this AssistantServices services, string home)
    {
        services.HasUnsent = async (session, cancellationToken) =>
        {
            await using var ledger = SqliteDeliveryLedger.OpenExisting(home, services.Time);
            if (ledger is null)
                return false;
            var rows = await ledger.ReadAsync(new LedgerFilter { Session = session, Inbound = [InboundState.Received], Outbound = [OutboundState.Pending, OutboundState.Sending] }, cancellationToken);
            // A preview belongs to an open turn, which keeps its session by itself; one that a killed process left is not sent any more.
            return rows.Inbound.Count > 0 || rows.Outbound.Any(part => part is not { Kind: OutboundKind.Reply, Entry: null });
        };
        services.OnDeleted = async (session, cancellationToken) =>
        {
            await using var ledger = SqliteDeliveryLedger.OpenExisting(home, services.Time);
            if (ledger is not null)
                await ledger.CancelAllAsync(session, "its session was deleted", cancellationToken);
        };
    }
}
