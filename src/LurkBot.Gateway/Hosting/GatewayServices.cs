using LurkBot.Doors;
using LurkBot.Operations;
using LurkBot.Planning;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>What a gateway is made of.</summary>
internal static class GatewayServices
{
    /// <summary>Adds the assistant that answers in this process, for every door.</summary>
    /// <param name="collection">Where to.</param>
    /// <param name="services">What turns share.</param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddAssistant(this IServiceCollection collection, AssistantServices services)
    {
        var options = new SessionRunnerOptions
        {
            Serves = static _ => true,
            QueueMode = services.Options.Sessions.QueueMode,
            PendingMaxAge = services.Options.Sessions.PendingMaxAge,
        };
        return collection
            .AddSingleton(services)
            .AddSingleton(services.Store)
            .AddSingleton<ISessionStore>(services.Store)
            .AddSingleton<ISessionCatalog>(services.Store)
            .AddSingleton(services.Time)
            .AddSingleton<LurkBotTelemetry>()
            .AddSingleton<IAssistant>(provider => new Assistant(services, options, new SessionHubOptions(), compactsInBackground: true, provider.GetService<ILoggerFactory>(), provider.GetRequiredService<LurkBotTelemetry>()))
            .AddSingleton<SweepRunner>()
            .AddSingleton<TurnRuns>();
    }

    /// <summary>Adds the HTTP API.</summary>
    /// <param name="collection">Where to.</param>
    /// <param name="identity">Who the gateway is.</param>
    /// <returns>The same collection.</returns>
    internal static IServiceCollection AddGatewayHttp(this IServiceCollection collection, GatewayIdentity identity) => collection
        .AddSingleton(identity)
        .AddSingleton<ApiResponder>()
        .AddSingleton<SessionApi>()
        .AddSingleton<ReportApi>()
        .AddHostedService<SessionRecovery>()
        .AddHostedService<SessionSweep>();
}
