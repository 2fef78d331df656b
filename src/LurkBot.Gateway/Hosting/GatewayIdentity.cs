using LurkBot.Configuration;
using LurkBot.Doors;

namespace LurkBot.Gateway;

/// <summary>Who a gateway is, to its clients.</summary>
/// <param name="Token">What clients and gateway share.</param>
/// <param name="Version">The gateway's version.</param>
/// <param name="Home">The id of its home.</param>
/// <param name="Configuration">Its settings.</param>
internal sealed record GatewayIdentity(GatewayToken Token, string Version, string Home, LoadedConfiguration Configuration);
