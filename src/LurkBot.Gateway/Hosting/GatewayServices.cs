using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Exchange;
using LurkBot.Operations;
using LurkBot.Planning;
using LurkBot.Storage;
using LurkBot.Subagents;
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
        var closing = new TurnClosing();
        var options = new SessionRunnerOptions
        {
            Closing = closing.Closing,
            Leaving = closing.Leaving,
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
            .AddSingleton(_ => closing)
            .AddSingleton(provider =>
            {
                var assistant = new Assistant(services, options, new SessionHubOptions(), compactsInBackground: true, provider.GetService<ILoggerFactory>(), provider.GetRequiredService<LurkBotTelemetry>());
                SessionExchange.Attach(services, assistant);
                SubagentDesk.Attach(services, assistant, new SubagentFolder(services.Options.Home).Read);
                return assistant;
            })
            .AddSingleton<IAssistant>(provider => provider.GetRequiredService<Assistant>())
            .AddSingleton<SweepRunner>()
            .AddSingleton(provider =>
            {
                var assistant = provider.GetRequiredService<Assistant>();
                var runs = new TurnRuns(assistant, services.Time, closing);
                assistant.Runs = key => runs.Start(key, upTo: null, DoorRequest.Default, isAnew: true).ReadAsync(0, CancellationToken.None).Select(static number => number.Update);
                return runs;
            });
    }

    /// <summary>Adds the HTTP API.</summary>
    /// <param name="collection">Where to.</param>
    /// <param name="identity">Who the gateway is.</param>
    /// <param name="presence">Where it listens.</param>
    /// <returns>The same collection.</returns>
    internal static IServiceCollection AddGatewayHttp(this IServiceCollection collection, GatewayIdentity identity, GatewayPresence presence) => collection
        .AddSingleton(identity)
        .AddSingleton(presence)
        .AddSingleton<StopRequest>()
        .AddSingleton<StatusApi>()
        .AddSingleton<ApiResponder>()
        .AddSingleton<SessionApi>()
        .AddSingleton<ReportApi>()
        .AddSingleton<ChannelsApi>()
        .AddSingleton<SessionRecovery>()
        .AddHostedService(provider => provider.GetRequiredService<SessionRecovery>())
        .AddHostedService<SessionSweep>();

    /// <summary>Adds what says whether the gateway lives and is ready.</summary>
    /// <param name="collection">Where to.</param>
    /// <param name="services">The home.</param>
    /// <param name="systemd">Tells systemd.</param>
    /// <returns>The same collection.</returns>
    internal static IServiceCollection AddGatewayHealth(this IServiceCollection collection, AssistantServices services, SystemdNotifier systemd) => collection
        .AddSingleton(systemd)
        .AddSingleton<HealthApi>()
        .AddSingleton<Readiness>()
        .AddSingleton<IReadinessCheck, ClosingCheck>()
        .AddSingleton<IReadinessCheck>(provider => provider.GetRequiredService<SessionRecovery>())
        .AddSingleton<IReadinessCheck>(_ => new HomeCheck(services.Options.Sessions.Persistence ? services.Options.Home : null, services.Time))
        .AddHostedService(provider => new SystemdWatchdog(systemd, SystemdWatchdog.ProbeOf(provider.GetRequiredService<GatewayPresence>()), services.Time, provider.GetRequiredService<ILogger<SystemdWatchdog>>()));

    /// <summary>Adds what runs schedules, where they are kept.</summary>
    /// <param name="collection">Where to.</param>
    /// <param name="services">What turns share.</param>
    /// <returns>The same collection.</returns>
    internal static IServiceCollection AddSchedules(this IServiceCollection collection, AssistantServices services) => services.Schedules is not { } book ? collection : collection
        .AddSingleton(_ => book)
        .AddSingleton<ScheduleLoop>()
        .AddSingleton<IStatusPart, ScheduleStatus>()
        .AddHostedService(provider => provider.GetRequiredService<ScheduleLoop>());

    /// <summary>Adds the platforms, where the owner uses any.</summary>
    /// <param name="collection">Where to.</param>
    /// <param name="services">What turns share.</param>
    /// <param name="platforms">The platforms.</param>
    /// <returns>The same collection.</returns>
    internal static IServiceCollection AddChannels(this IServiceCollection collection, AssistantServices services, GatewayPlatforms platforms) => !platforms.IsAny ? collection : collection
        .AddSingleton(_ => platforms.OpenLedger())
        .AddSingleton(_ => new PairingBook(services.Options.Sessions.Persistence ? services.Options.Home : null, services.Time))
        .AddSingleton(provider =>
        {
            var loggers = provider.GetRequiredService<ILoggerFactory>();
            var shared = new ChannelServices(services, provider.GetRequiredService<Assistant>(), provider.GetRequiredService<IDeliveryLedger>(), provider.GetRequiredService<PairingBook>(), loggers) { Transcriber = platforms.OpenTranscriber(), Closing = provider.GetRequiredService<TurnClosing>() };
            return new ChannelHub(shared, platforms.Open(loggers));
        })
        .AddSingleton<IStatusPart, ChannelStatus>()
        .AddHostedService<ChannelListening>();
}
