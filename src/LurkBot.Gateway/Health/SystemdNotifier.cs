using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace LurkBot.Gateway;

/// <summary>Tells systemd how the gateway is (sd_notify(3)): datagrams on the socket that it names. Does nothing without one. Thread-safe.</summary>
/// <param name="address">The socket's path, or an abstract name after <c>@</c>; null for none.</param>
/// <param name="watchdog">How long systemd waits for a sign of life; null for ever.</param>
internal sealed class SystemdNotifier(string? address, TimeSpan? watchdog)
{
    private const string SocketName = "NOTIFY_SOCKET", WatchdogName = "WATCHDOG_USEC", ProcessName = "WATCHDOG_PID";

    /// <summary>Tells nobody.</summary>
    public static SystemdNotifier None { get; } = new(null, null);

    /// <summary>How long systemd waits for a sign of life; null for ever.</summary>
    public TimeSpan? Watchdog => address is null ? null : watchdog;

    /// <summary>Reads what systemd gave this process, and takes it out of the environment: no child speaks for the gateway.</summary>
    public static SystemdNotifier Take()
    {
        var (address, microseconds, process) = (Environment.GetEnvironmentVariable(SocketName), Environment.GetEnvironmentVariable(WatchdogName), Environment.GetEnvironmentVariable(ProcessName));
        foreach (var name in (string[])[SocketName, WatchdogName, ProcessName])
            Environment.SetEnvironmentVariable(name, null);
        var isMeant = process is null || string.Equals(process, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        return new SystemdNotifier(
            address is { Length: > 1 } && address[0] is '/' or '@' ? address : null,
            isMeant && long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? TimeSpan.FromMicroseconds(value) : null);
    }

    /// <summary>Tells something, such as <c>READY=1</c>.</summary>
    /// <param name="state">Assignments, one a line.</param>
    public void Tell(string state)
    {
        if (address is null)
            return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address));
        }
        catch (SocketException)
        {
            // A supervisor that is gone has nothing to be told.
        }
    }
}
