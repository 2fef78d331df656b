using LurkBot.Channels;
using LurkBot.Delivery;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>Where a gateway talks beside its own API.</summary>
/// <param name="Open">Makes the channels; none when the owner uses none.</param>
/// <param name="OpenLedger">Opens the delivery ledger; called only where there are channels.</param>
internal sealed record GatewayPlatforms(Func<ILoggerFactory, IReadOnlyList<IChannel>> Open, Func<IDeliveryLedger> OpenLedger)
{
    /// <summary>Nowhere.</summary>
    public static GatewayPlatforms None { get; } = new(_ => [], () => throw new InvalidOperationException("Nothing is delivered."));

    /// <summary>Makes what turns voice messages into text; null where nothing is set up for that.</summary>
    public Func<ITranscriber?> OpenTranscriber { get; init; } = static () => null;

    /// <summary>Whether there are any.</summary>
    public bool IsAny { get; init; }
}
