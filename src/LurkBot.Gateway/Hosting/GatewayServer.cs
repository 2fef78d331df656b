using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using LurkBot.Doors;
using LurkBot.Interop;
using LurkBot.Planning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>The gateway: one server a home, in which the assistant answers for every door.</summary>
internal static partial class GatewayServer
{
    private const int LargestRequest = 64 * 1024 * 1024;

    /// <summary>Runs the gateway until it is stopped.</summary>
    /// <param name="services">What turns share.</param>
    /// <param name="options">Where it listens.</param>
    /// <param name="version">Its version.</param>
    /// <param name="onReady">Told where it listens, once it does.</param>
    /// <param name="cancellationToken">Stops it; turns under way may end first.</param>
    /// <returns>When it has stopped.</returns>
    /// <exception cref="LurkBotException">Another gateway of the home runs, or an address cannot be had.</exception>
    public static async Task RunAsync(AssistantServices services, GatewayOptions options, string version, Action<IReadOnlyList<string>> onReady, CancellationToken cancellationToken)
    {
        var home = services.Options.Home;
        HomeFolder.Create(home);
        PrivateFolder.Create(Path.Combine(home, ".locks"));
        using var only = new FileLock(Path.Combine(home, ".locks", "gateway"));
        if (!only.TryTake())
            throw new LurkBotException($"A gateway of {home} runs already. See: lurkbot gateway status");
        var addresses = GatewayAddress.Of(options, home);
        foreach (var path in addresses.Select(address => address.SocketPath).OfType<string>())
        {
            SocketFolder.Require(path, home, isOurs: options.Listen.Count == 0);
            RemoveSocket(path);
        }

        services.Store.Process.Announce();
        var token = GatewayToken.FindOrMake(options, home);
        var identity = new GatewayIdentity(token, version, services.Store.Process.Home, services.Configuration);
        await using var app = Build(services, identity, addresses);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new LurkBotException($"The gateway cannot listen: {e.Message.TrimEnd('.')}. {(e is IOException ? "Is the port in use? " : "")}Set LURKBOT_GATEWAY_LISTEN to other addresses.", e);
        }

        foreach (var path in addresses.Select(address => address.SocketPath).OfType<string>())
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("LurkBot.Gateway");
        foreach (var warning in GatewayExposure.Warnings(addresses, token))
            LogExposed(log, warning);
        onReady([.. GatewayExposure.Bound(addresses, app.Urls)]);
        await WaitAsync(app, cancellationToken);
        await app.Services.GetRequiredService<TurnRuns>().DrainAsync(options.Drain);
        await app.StopAsync(CancellationToken.None);
        foreach (var path in addresses.Select(address => address.SocketPath).OfType<string>())
            RemoveSocket(path);
    }

    /// <summary>Removes the socket that an earlier gateway left: the caller holds the home's lock. Anything else that lies there is not ours.</summary>
    private static void RemoveSocket(string path)
    {
        if (Path.Exists(path) && !FileOwner.IsSocket(path))
            throw new LurkBotException($"LURKBOT_GATEWAY_LISTEN names {path}, which is there and is not a socket. Choose another path.");
        File.Delete(path);
    }

    /// <summary>The server with all that it serves.</summary>
    internal static WebApplication Build(AssistantServices services, GatewayIdentity identity, IReadOnlyList<GatewayAddress> addresses)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "lurkbot" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            foreach (var address in addresses)
                Listen(kestrel, address);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddLogging(logging => logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        }).SetMinimumLevel(LogLevel.Information).AddFilter("Microsoft", LogLevel.Warning)
            // What ends the server is said once, as a sentence.
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None));
        builder.Services.AddAssistant(services).AddGatewayHttp(identity);
        var app = builder.Build();
        app.UseMiddleware<ErrorBodies>();
        app.UseMiddleware<RequestGuard>(addresses);
        app.UseRouting();
        app.MapGet("/health/live", () => Results.Text("live"));
        app.MapGet("/health/ready", () => Results.Text("ready"));
        app.Services.GetRequiredService<SessionApi>().Map(app);
        app.Services.GetRequiredService<ReportApi>().Map(app);
        return app;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    private static partial void LogExposed(ILogger logger, string warning);

    private static async Task WaitAsync(WebApplication app, CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var asked = cancellationToken.Register(() => stopped.TrySetResult());
        using var stopping = app.Lifetime.ApplicationStopping.Register(() => stopped.TrySetResult());
        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopped.TrySetResult();
        }

        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var hungUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        await stopped.Task;
    }

    private static void Listen(KestrelServerOptions kestrel, GatewayAddress address)
    {
        if (address.SocketPath is { } path)
            kestrel.ListenUnixSocket(path, listen => listen.Use(CheckPeer));
        else if (IPAddress.TryParse(address.Address!.DnsSafeHost, out var ip))
            kestrel.Listen(ip, address.Address.Port);
        else if (address.Address.IsLoopback && address.Address.Port == 0)
            throw new LurkBotException($"LURKBOT_GATEWAY_LISTEN: {address} stands for two addresses, which cannot share a port that the system chooses. Give http://127.0.0.1:0.");
        else if (address.Address.IsLoopback)
            kestrel.ListenLocalhost(address.Address.Port);
        else
            throw new LurkBotException($"LURKBOT_GATEWAY_LISTEN: {address} names a host. Give the IP address to listen on.");
    }

    /// <summary>The socket's mode already keeps other users out; so does this where a folder's owner was careless.</summary>
    private static ConnectionDelegate CheckPeer(ConnectionDelegate next) => async connection =>
    {
        const int SolSocket = 1, SoPeerCredentials = 17;
        if (OperatingSystem.IsLinux() && connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            var credentials = new byte[12];
            socket.GetRawSocketOption(SolSocket, SoPeerCredentials, credentials);
            var user = BitConverter.ToUInt32(credentials, sizeof(int));
            if (user != LibC.EffectiveUser() && user != 0)
            {
                connection.Abort(new ConnectionAbortedException(string.Create(CultureInfo.InvariantCulture, $"The user {user} is not the owner.")));
                return;
            }
        }

        await next(connection);
    };
}
