using LurkBot.Delivery;
using LurkBot.Sessions;

namespace LurkBot.Commands;

/// <summary>What <c>lurkbot deliveries --json</c> prints.</summary>
/// <param name="Inbound">Messages that came, the oldest first.</param>
/// <param name="Outbound">What is sent, in the order of sending.</param>
internal sealed record DeliveriesJson(IReadOnlyList<InboundDeliveryJson> Inbound, IReadOnlyList<OutboundDeliveryJson> Outbound)
{
    /// <summary>The record of rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="nameOf">Names sessions.</param>
    /// <param name="textOf">The text of a message that failed.</param>
    public static DeliveriesJson Of(LedgerRows rows, Func<SessionId, string> nameOf, Func<InboundRecord, string?> textOf) => new(
        [.. rows.Inbound.Select(row => new InboundDeliveryJson($"in-{row.Id}", row.State.ToText(), row.At, row.UpdatedAt, row.Session is { } session ? nameOf(session) : null, row.Entry, row.Source, row.Address, row.Reason, textOf(row)))],
        [.. rows.Outbound.Select(row => new OutboundDeliveryJson($"out-{row.Id}", row.State.ToText(), row.Kind.ToString().ToLowerInvariant(), row.At, row.UpdatedAt, row.Session is { } session ? nameOf(session) : null, row.Entry, row.Delivery, row.Part, row.Address, row.Attempts, row.PlatformId, row.Reason, row.Text.Length > 0 ? row.Text : null))]);
}
