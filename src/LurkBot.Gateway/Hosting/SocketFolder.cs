using LurkBot.Interop;

namespace LurkBot.Gateway;

/// <summary>The folder of a socket: the gateway makes its own, and none elsewhere.</summary>
internal static class SocketFolder
{
    /// <summary>Makes the folder within the home and within the user's runtime folder; elsewhere it must be there.</summary>
    /// <param name="socket">The socket's path.</param>
    /// <param name="home">The home folder; absolute.</param>
    /// <param name="isOurs">Whether the path is the gateway's own choice.</param>
    /// <exception cref="LurkBotException">It is not there, or cannot be made.</exception>
    public static void Require(string socket, string home, bool isOurs)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(socket))!;
        if (Directory.Exists(folder))
            return;
        if (!isOurs && !IsWithin(folder, home) && !IsWithin(folder, Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR")))
            throw new LurkBotException($"LURKBOT_GATEWAY_LISTEN names unix:{socket}, but the folder {folder} does not exist. Create it, or choose another path.");
        try
        {
            PrivateFolder.Create(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"The folder {folder} for the gateway's socket cannot be made: {e.Message}", e);
        }
    }

    private static bool IsWithin(string folder, string? root) =>
        root is { Length: > 0 } && Path.IsPathFullyQualified(root) && Path.GetRelativePath(root, folder) is var below && below is not ".." && !below.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathFullyQualified(below);
}
