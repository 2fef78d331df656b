using System.Globalization;
using System.Net;
using LurkBot.Doors;
using LurkBot.Interop;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace LurkBot.Gateway;

/// <summary>The gateway's addresses: sockets of the owner alone, and IP addresses.</summary>
internal static class GatewayListener
{
    /// <summary>Makes room for the sockets. The caller holds the home's lock: what lies there is an earlier gateway's.</summary>
    /// <param name="addresses">Where the gateway will listen.</param>
    /// <param name="home">The home folder; absolute.</param>
    /// <param name="isOurs">Whether the addresses are the gateway's own choice.</param>
    /// <exception cref="LurkBotException">Something that is not a socket is there, or a folder is missing.</exception>
    public static void Prepare(IReadOnlyList<GatewayAddress> addresses, string home, bool isOurs)
    {
        foreach (var path in SocketsOf(addresses))
        {
            SocketFolder.Require(path, home, isOurs);
            Remove(path);
        }
    }

    /// <summary>Leaves the sockets to the owner alone.</summary>
    public static void Protect(IReadOnlyList<GatewayAddress> addresses)
    {
        foreach (var path in SocketsOf(addresses))
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Removes the sockets.</summary>
    public static void Clear(IReadOnlyList<GatewayAddress> addresses)
    {
        foreach (var path in SocketsOf(addresses))
            Remove(path);
    }

    /// <summary>Listens.</summary>
    /// <param name="kestrel">The server.</param>
    /// <param name="address">Where.</param>
    /// <exception cref="LurkBotException">The address is a host's name.</exception>
    public static void Listen(KestrelServerOptions kestrel, GatewayAddress address)
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

    private static IEnumerable<string> SocketsOf(IReadOnlyList<GatewayAddress> addresses) => addresses.Select(address => address.SocketPath).OfType<string>();

    /// <summary>Removes the socket that an earlier gateway left. Anything else that lies there is not ours.</summary>
    private static void Remove(string path)
    {
        if (Path.Exists(path) && !FileOwner.IsSocket(path))
            throw new LurkBotException($"LURKBOT_GATEWAY_LISTEN names {path}, which is there and is not a socket. Choose another path.");
        File.Delete(path);
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
