using LurkBot.Configuration;
using LurkBot.Doors;
using LurkBot.Planning;
using LurkBot.Storage;

namespace LurkBot.Gateway;

/// <summary>Who a gateway is, to its clients.</summary>
/// <param name="Token">What clients and gateway share.</param>
/// <param name="Version">The gateway's version.</param>
/// <param name="Home">The id of its home.</param>
/// <param name="Configuration">Its settings.</param>
internal sealed record GatewayIdentity(GatewayToken Token, string Version, string Home, LoadedConfiguration Configuration)
{
    /// <summary>The id of a home, also where sessions are in memory.</summary>
    /// <param name="services">The home.</param>
    public static string HomeOf(AssistantServices services)
    {
        if (services.Options.Sessions.Persistence)
            return services.Store.Process.Home;
        using var process = new StoreProcess(services.Options.Home);
        return process.Home;
    }
}
