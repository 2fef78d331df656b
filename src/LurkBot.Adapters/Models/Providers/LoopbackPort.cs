using System.Net;
using System.Net.Sockets;

namespace LurkBot.Models;

/// <summary>Tells whether a program listens on this machine, without the cost of an HTTP client: the answer is mostly no.</summary>
internal static class LoopbackPort
{
    /// <summary>Tries to connect to a loopback address.</summary>
    /// <param name="address">A server's address.</param>
    /// <param name="cancellationToken">Ends the attempt; the answer is then false.</param>
    /// <returns>False when the address is a loopback address and no program listens there; true in all other cases.</returns>
    public static async ValueTask<bool> MayListenAsync(Uri address, CancellationToken cancellationToken)
    {
        if (!address.IsLoopback)
            return true;
        if (IPAddress.TryParse(address.DnsSafeHost, out var ip))
            return await ConnectsAsync(ip, address.Port, cancellationToken);
        return await ConnectsAsync(IPAddress.Loopback, address.Port, cancellationToken) || await ConnectsAsync(IPAddress.IPv6Loopback, address.Port, cancellationToken);
    }

    private static async ValueTask<bool> ConnectsAsync(IPAddress ip, int port, CancellationToken cancellationToken)
    {
        if (ip.AddressFamily == AddressFamily.InterNetworkV6 && !Socket.OSSupportsIPv6)
            return false;
        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var attempt = new SocketAsyncEventArgs { RemoteEndPoint = new IPEndPoint(ip, port) };
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        attempt.Completed += (_, _) => ended.TrySetResult();
        if (!socket.ConnectAsync(attempt))
            return attempt.SocketError == SocketError.Success;
        await using (cancellationToken.Register(() => Socket.CancelConnectAsync(attempt)))
            await ended.Task;
        return attempt.SocketError == SocketError.Success;
    }
}
