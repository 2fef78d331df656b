using System.Net.Sockets;
using System.Runtime.InteropServices;
using LurkBot.Channels;
using LurkBot.Doors;
using LurkBot.Interop;
using LurkBot.Planning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>The gateway: one server a home, in which the assistant answers for every door.</summary>
internal static partial class GatewayServer
{
    private const int LargestRequest = 64 * 1024 * 1024;

    /// <summary>An earlier gateway may be about to end, and a look at the lock holds it for a moment.</summary>
    private const int LockTries = 20;

    private static readonly TimeSpan BetweenLockTries = TimeSpan.FromMilliseconds(50);

    /// <summary>How long what serves requests may take to end, once the turns have.</summary>
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(5);

    /// <summary>Runs the gateway until it is stopped.</summary>
    /// <param name="services">What turns share.</param>
    /// <param name="options">Where it listens.</param>
    /// <param name="platforms">Where it talks beside its own API.</param>
    /// <param name="view">How it is seen.</param>
    /// <param name="cancellationToken">Stops it; turns under way may end first.</param>
    /// <returns>What became of the turns that were under way. Where some are left, they still run: the caller ends the process at once.</returns>
    /// <exception cref="LurkBotException">Another gateway of the home runs, or an address cannot be had.</exception>
    public static async Task<DrainOutcome> RunAsync(AssistantServices services, GatewayOptions options, GatewayPlatforms platforms, GatewayView view, CancellationToken cancellationToken)
    {
        var home = services.Options.Home;
        HomeFolder.Create(home);
        PrivateFolder.Create(Path.Combine(home, ".locks"));
        using var only = new FileLock(GatewayRecord.LockOf(home));
        for (var tries = LockTries; !only.TryTake();)
        {
            if (--tries == 0)
                throw new LurkBotException($"A gateway of {home} runs already. See: lurkbot gateway status");
            await Task.Delay(BetweenLockTries, services.Time, cancellationToken);
        }

        var presence = new GatewayPresence(GatewayAddress.Of(options, home), services.Time.GetUtcNow());
        GatewayListener.Prepare(presence.Addresses, home, isOurs: options.Listen.Count == 0);
        services.Store.Process.Announce();
        var identity = new GatewayIdentity(GatewayToken.FindOrMake(options, home), view.Version, GatewayIdentity.HomeOf(services), services.Configuration);
        var systemd = SystemdNotifier.Take();
        var app = Build(services, options, identity, presence, systemd, platforms, view.LogsToConsole);
        var outcome = new DrainOutcome(0, 0);
        try
        {
            await StartAsync(app, cancellationToken);
            GatewayListener.Protect(presence.Addresses);
            var record = GatewayRecord.OfThisProcess(view.Version);
            record.Write(home);
            var runs = app.Services.GetRequiredService<TurnRuns>();
            var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("LurkBot.Gateway");
            foreach (var warning in GatewayExposure.Warnings(presence.Addresses, identity.Token))
                LogExposed(log, warning);
            var channels = app.Services.GetService<ChannelHub>();
            if (await WaitAsync(app, () => view.OnReady([.. GatewayExposure.Bound(presence.Addresses, app.Urls)]), cancellationToken)
                && runs.Turns.UnderWay + runs.Turns.Waiting + (channels?.Turns.UnderWay ?? 0) + (channels?.Turns.Waiting ?? 0) is > 0 and var open)
            {
                view.OnStopping(open, options.Drain);
            }

            systemd.Tell($"STOPPING=1\nEXTEND_TIMEOUT_USEC={(options.Drain + Closing + Closing).Ticks / TimeSpan.TicksPerMicrosecond}");
            var onPlatforms = channels?.StopAsync(options.Drain) ?? Task.FromResult(outcome);
            outcome = (await runs.DrainAsync(options.Drain)).Plus(await onPlatforms);
            await app.StopAsync(CancellationToken.None);
            (record with { Stopped = services.Time.GetUtcNow(), Finished = outcome.Finished, Left = outcome.Left }).Write(home);
            GatewayListener.Clear(presence.Addresses);
        }
        finally
        {
            // What turns that are left still use stays open until the process ends.
            if (outcome.Left == 0)
                await app.DisposeAsync();
            else
                GatewayTelemetry.Flush(app.Services);
        }

        return outcome;
    }

    /// <summary>The server with all that it serves.</summary>
    internal static WebApplication Build(AssistantServices services, GatewayOptions options, GatewayIdentity identity, GatewayPresence presence, SystemdNotifier systemd, GatewayPlatforms platforms, bool logsToConsole)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "lurkbot" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            foreach (var address in presence.Addresses)
                GatewayListener.Listen(kestrel, address);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, QuietLifetime>().Configure<HostOptions>(host => host.ShutdownTimeout = Closing);
        builder.AddGatewayLogs(services, options, logsToConsole).AddGatewayTelemetry(identity.Version);
        builder.Services.AddAssistant(services).AddGatewayHttp(identity, presence).AddGatewayHealth(services, systemd).AddChannels(services, platforms).AddSchedules(services);
        var app = builder.Build();
        app.UseMiddleware<ErrorBodies>();
        app.UseMiddleware<RequestGuard>();
        app.UseRouting();
        app.Services.GetRequiredService<HealthApi>().Map(app);
        app.Services.GetRequiredService<StatusApi>().Map(app);
        app.Services.GetRequiredService<SessionApi>().Map(app);
        app.Services.GetRequiredService<ReportApi>().Map(app);
        app.Services.GetRequiredService<ChannelsApi>().Map(app);
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new LurkBotException($"The gateway cannot listen: {e.Message.TrimEnd('.')}. {(e is IOException ? "Is the port in use? " : "")}Set LURKBOT_GATEWAY_LISTEN to other addresses.", e);
        }
    }

    /// <summary>Waits until the gateway is ready, says so, and waits until somebody stops it.</summary>
    /// <returns>Whether it was ready.</returns>
    private static async Task<bool> WaitAsync(WebApplication app, Action onReady, CancellationToken cancellationToken)
    {
        var stop = app.Services.GetRequiredService<StopRequest>();
        await using var asked = cancellationToken.Register(stop.Ask);
        await using var stopping = app.Lifetime.ApplicationStopping.Register(stop.Ask);
        void Stop(PosixSignalContext signal)
        {
            // The first one asks; a second one ends the process.
            signal.Cancel = !stop.Asked.IsCompleted;
            stop.Ask();
        }

        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        var listed = app.Services.GetRequiredService<SessionRecovery>().Listed;
        var isReady = await Task.WhenAny(listed, stop.Asked) == listed;
        if (isReady)
        {
            await listed;
            app.Services.GetRequiredService<SystemdNotifier>().Tell("READY=1");
            onReady();
        }

        await stop.Asked;
        return isReady;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogExposed(ILogger logger, string warning);
}
