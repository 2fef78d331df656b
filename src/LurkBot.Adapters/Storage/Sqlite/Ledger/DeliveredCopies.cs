using LurkBot.Channels;
using LurkBot.Erasure;

namespace LurkBot.Delivery;

/// <summary>Tells which of the copies that an erasure takes, and which replies that quote it in other sessions, were delivered to platforms: what people there have cannot be called back. It goes before the ledger, which knows.</summary>
/// <param name="home">LurkBot's home folder.</param>
/// <param name="time">The clock.</param>
internal sealed class DeliveredCopies(string home, TimeProvider time) : IErasable
{
    /// <inheritdoc/>
    public bool IsLasting => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => TellAsync(plan, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken) => TellAsync(plan, cancellationToken);

    private async ValueTask<IReadOnlyList<string>> TellAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var posted = plan.Sent.Where(copy => copy.Posted is not null).ToList();
        var steps = plan.Copies.ToList();
        if (posted.Count + steps.Count == 0)
            return [];
        await using var ledger = SqliteDeliveryLedger.OpenExisting(home, time);
        var told = new List<string>();
        foreach (var copy in posted)
        {
            var delivery = IntakeBuilder.DeliveryOf(copy.Id, copy.Message.Id);
            var rows = ledger is null ? [] : (await ledger.ReadAsync(new LedgerFilter { Session = copy.Id, Inbound = [] }, cancellationToken)).Outbound.Where(row => row.Delivery == delivery).ToList();
            var ids = rows.Select(row => row.PlatformId).OfType<string>().ToList();
            var name = $"{copy.Key}#{copy.Message.Id}";
            if (ids.Count > 0)
                told.Add($"{name} was delivered to {copy.Key.Channel} (message {string.Join(", ", ids)}) and cannot be called back: delete it there");
            else if (rows.Count == 0 || rows.Exists(row => row.State is OutboundState.MaybeSent or OutboundState.Unknown or OutboundState.Sending))
                told.Add($"{name} may have been delivered to {copy.Key.Channel} and cannot be called back: look there");
        }

        foreach (var step in steps)
        {
            if (ledger is null)
                break;
            var own = posted.Where(copy => copy.Id == step.Id).Select(copy => IntakeBuilder.DeliveryOf(copy.Id, copy.Message.Id)).ToHashSet(StringComparer.Ordinal);
            var rows = (await ledger.ReadAsync(new LedgerFilter { Session = step.Id, Inbound = [], Limit = int.MaxValue }, cancellationToken)).Outbound;
            foreach (var reply in rows.Where(row => row is { Entry: { } entry, PlatformId: not null } && step.Entries.Contains(entry) && !own.Contains(row.Delivery)).GroupBy(row => row.Entry))
                told.Add($"{step.Key}#{reply.Key} was delivered to {step.Key.Channel} (message {string.Join(", ", reply.Select(row => row.PlatformId))}) and cannot be called back: delete it there");
        }

        return told;
    }
}
