using System.Net.Sockets;

namespace LurkBot.Sandboxes;

/// <summary>Says why Docker or Podman cannot be used, and the command that mends it. Pure.</summary>
internal static class DockerAdvice
{
    /// <summary>No engine is there.</summary>
    /// <param name="where">Where it was looked for.</param>
    public static SandboxException NothingListens(string where)
    {
        var start = where.Contains("docker.sock", StringComparison.Ordinal) ? "sudo systemctl start docker"
            : where.StartsWith("/run/podman", StringComparison.Ordinal) ? "sudo systemctl start podman.socket"
            : "systemctl --user start podman.socket";
        return new($"No engine of Docker or Podman listens at {where}. Start it: {start}{(where.Contains(" or ", StringComparison.Ordinal) ? ", or systemctl --user start podman.socket" : "")}") { Mend = start };
    }

    /// <summary>An engine is there and cannot be used.</summary>
    /// <param name="socket">Where it listens.</param>
    /// <param name="error">What came of it.</param>
    public static SandboxException Unusable(string socket, Exception error) => Root(error) switch
    {
        SocketException { SocketErrorCode: SocketError.AccessDenied } when socket.EndsWith("docker.sock", StringComparison.Ordinal) =>
            new($"You may not use {socket}. Let yourself in, which gives you root's power over this machine, and log in again: sudo usermod -aG docker $USER", error) { Mend = "sudo usermod -aG docker $USER" },
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            new($"You may not use {socket}. Start an engine of your own: systemctl --user start podman.socket", error) { Mend = "systemctl --user start podman.socket" },
        SocketException => NothingListens(socket),
        var root => new($"What listens at {socket} does not answer like Docker or Podman: {root.Message}", error) { Mend = $"curl --unix-socket {socket} http://localhost/version" },
    };

    /// <summary>The image is not there.</summary>
    /// <param name="image">Its name.</param>
    /// <param name="isPodman">Whether the engine is Podman.</param>
    public static SandboxException NoImage(string image, bool isPodman)
    {
        var pull = $"{(isPodman ? "podman" : "docker")} pull {image}";
        return new($"The image {image} (LURKBOT_SANDBOX_IMAGE) is not there. Get it: {pull}") { Mend = pull };
    }

    /// <summary>No image was named.</summary>
    public static SandboxException NoImageNamed() =>
        new("Which image should sandboxed commands run in? Name one that has /bin/sh: LURKBOT_SANDBOX_IMAGE=docker.io/library/debian:stable-slim") { Mend = "LURKBOT_SANDBOX_IMAGE=docker.io/library/debian:stable-slim" };

    private static Exception Root(Exception error)
    {
        while (error.InnerException is { } inner)
            error = inner;
        return error;
    }
}
