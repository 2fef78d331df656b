using LurkBot.Doors;

namespace LurkBot.Gateway;

/// <summary>Where a gateway listens, and since when.</summary>
/// <param name="Addresses">Where.</param>
/// <param name="Since">Since when.</param>
internal sealed record GatewayPresence(IReadOnlyList<GatewayAddress> Addresses, DateTimeOffset Since);
