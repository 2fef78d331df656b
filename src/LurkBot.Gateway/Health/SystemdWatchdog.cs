using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>Gives systemd a sign of life for as long as the gateway answers a request: one that is stuck gives none and is restarted.</summary>
/// <param name="notifier">Tells systemd.</param>
/// <param name="probe">Asks the gateway whether it lives; throws or waits when it does not.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told when there is no answer.</param>
internal sealed partial class SystemdWatchdog(SystemdNotifier notifier, Func<CancellationToken, Task> probe, TimeProvider time, ILogger<SystemdWatchdog> logger) : BackgroundService
{
    /// <summary>Asks the gateway over the first of its addresses, as a client does.</summary>
    /// <param name="presence">Where it listens.</param>
    public static Func<CancellationToken, Task> ProbeOf(GatewayPresence presence) => async cancellationToken =>
    {
        var address = presence.Addresses[0];
        using var socket = address.SocketPath is null ? new Socket(SocketType.Stream, ProtocolType.Tcp) : new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (address.SocketPath is { } path)
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
        else
            await socket.ConnectAsync(ReachableHost(address.Address!), address.Address!.Port, cancellationToken);
        var host = address.SocketPath is null ? address.Address!.Authority : RequestGuard.SocketHost;
        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"GET /health/live HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")), cancellationToken);
        var answer = new byte[12];
        for (var read = 0; read < answer.Length;)
        {
            var more = await socket.ReceiveAsync(answer.AsMemory(read), cancellationToken);
            read += more > 0 ? more : throw new IOException("The gateway closed the connection.");
        }

        if (!answer.AsSpan().SequenceEqual("HTTP/1.1 200"u8))
            throw new IOException("The gateway does not say that it lives.");
    };

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (notifier.Watchdog is not { } patience)
            return;
        using var timer = new PeriodicTimer(patience / 3, time);
        do
        {
            try
            {
                using var limit = new CancellationTokenSource(patience / 3, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stoppingToken);
                await probe(either.Token).WaitAsync(either.Token);
                notifier.Tell("WATCHDOG=1");
            }
#pragma warning disable CA1031 // The service's boundary: whatever went wrong, there is no sign of life.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogNoAnswer(e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Where all addresses are listened on, the loopback one is asked.</summary>
    private static string ReachableHost(Uri address) => address.DnsSafeHost switch
    {
        "0.0.0.0" => "127.0.0.1",
        "::" => "::1",
        var host => host,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The gateway does not answer its own request; systemd gets no sign of life.")]
    private partial void LogNoAnswer(Exception exception);
}
