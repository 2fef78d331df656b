using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Doors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace LurkBot.Gateway;

/// <summary>What the platforms do, for <c>lurkbot channels</c>.</summary>
/// <param name="hubs">The platforms, where there are any.</param>
/// <param name="ledgers">What came and what goes, where there are any.</param>
/// <param name="responder">Answers.</param>
/// <param name="time">The clock.</param>
internal sealed class ChannelsApi(IEnumerable<ChannelHub> hubs, IEnumerable<IDeliveryLedger> ledgers, ApiResponder responder, TimeProvider time)
{
    private const int Most = 100_000;

    private static readonly TimeSpan RefusedWithin = TimeSpan.FromHours(24);

    /// <summary>Adds its endpoint.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/channels", context => responder.AnswerAsync(context, WireJson.Default.IReadOnlyListWireChannel, ListAsync));

    private async ValueTask<IReadOnlyList<WireChannel>> ListAsync(CancellationToken cancellationToken)
    {
        var channels = hubs.SelectMany(hub => hub.Channels).ToList();
        var (toAnswer, toSend, toDecide, refused) = (new List<string>(), new List<string>(), new List<string>(), new List<InboundRecord>());
        foreach (var ledger in channels.Count == 0 ? [] : ledgers)
        {
            var rows = await ledger.ReadAsync(
                new LedgerFilter { Inbound = [InboundState.Received, InboundState.Accepted, InboundState.Running], Outbound = [OutboundState.Pending, OutboundState.Sending], Limit = Most }, cancellationToken);
            toAnswer.AddRange(rows.Inbound.Select(row => row.Source));
            toSend.AddRange(rows.Outbound.Select(row => row.Address));
            var open = await ledger.ReadAsync(new LedgerFilter { Inbound = [InboundState.Failed], Outbound = [OutboundState.Failed, OutboundState.MaybeSent], Since = time.GetUtcNow() - RefusedWithin, Limit = Most }, cancellationToken);
            toDecide.AddRange(open.Inbound.Select(row => row.Source).Concat(open.Outbound.Select(row => row.Address)));
            refused.AddRange((await ledger.ReadAsync(new LedgerFilter { Inbound = [InboundState.Refused], Outbound = [], Since = time.GetUtcNow() - RefusedWithin, Limit = Most }, cancellationToken)).Inbound);
        }

        return [.. channels.Select(channel => Describe(channel, toAnswer.Count(source => IsOf(source, channel.Name)), toSend.Count(address => IsOf(address, channel.Name)), toDecide.Count(place => IsOf(place, channel.Name)), Reasons(refused.Where(row => IsOf(row.Source, channel.Name)))))];
    }

    private static Dictionary<string, int> Reasons(IEnumerable<InboundRecord> refused) =>
        refused.GroupBy(row => row.Reason ?? "no reason was kept", StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    private static bool IsOf(string place, string channel) => place.StartsWith(channel + ":", StringComparison.Ordinal);

    private static WireChannel Describe(IChannel channel, int toAnswer, int toSend, int toDecide, IReadOnlyDictionary<string, int> refused)
    {
        var health = channel.Health;
        return new WireChannel
        {
            Name = channel.Name,
            State = health.State,
            Bot = health.Name,
            Account = health.Account,
            LastHeard = health.LastHeard,
            LastEvent = health.LastEvent,
            ToAnswer = toAnswer,
            ToSend = toSend,
            ToDecide = toDecide,
            Refused = refused,
            WaitsUntil = health.WaitsUntil,
            Detail = health.Detail,
        };
    }
}
