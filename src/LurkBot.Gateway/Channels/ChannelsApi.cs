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
internal sealed class ChannelsApi(IEnumerable<ChannelHub> hubs, IEnumerable<IDeliveryLedger> ledgers, ApiResponder responder)
{
    private const int Most = 100_000;

    /// <summary>Adds its endpoint.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet("/api/channels", context => responder.AnswerAsync(context, WireJson.Default.IReadOnlyListWireChannel, ListAsync));

    private async ValueTask<IReadOnlyList<WireChannel>> ListAsync(CancellationToken cancellationToken)
    {
        var channels = hubs.SelectMany(hub => hub.Channels).ToList();
        var (toAnswer, toSend) = (new List<string>(), new List<string>());
        foreach (var ledger in channels.Count == 0 ? [] : ledgers)
        {
            var rows = await ledger.ReadAsync(
                new LedgerFilter { Inbound = [InboundState.Received, InboundState.Accepted, InboundState.Running], Outbound = [OutboundState.Pending, OutboundState.Sending], Limit = Most }, cancellationToken);
            toAnswer.AddRange(rows.Inbound.Select(row => row.Source));
            toSend.AddRange(rows.Outbound.Select(row => row.Address));
        }

        return [.. channels.Select(channel => Describe(channel, toAnswer.Count(source => IsOf(source, channel.Name)), toSend.Count(address => IsOf(address, channel.Name))))];
    }

    private static bool IsOf(string place, string channel) => place.StartsWith(channel + ":", StringComparison.Ordinal);

    private static WireChannel Describe(IChannel channel, int toAnswer, int toSend)
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
            WaitsUntil = health.WaitsUntil,
            Detail = health.Detail,
        };
    }
}
