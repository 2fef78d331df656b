using System.Globalization;
using System.Runtime.Versioning;
using LurkBot.Interop;

namespace LurkBot.Sandboxes;

/// <summary>The programs that give a sandbox the internet.</summary>
/// <param name="Bubblewrap">Those of the sandbox itself.</param>
/// <param name="Slirp">slirp4netns.</param>
/// <param name="Enter">nsenter, of util-linux.</param>
/// <param name="Route">ip, of iproute2.</param>
/// <param name="KeepsUser">Whether slirp4netns must stay root, since its device is for root alone here.</param>
[SupportedOSPlatform("linux")]
internal sealed record NetworkPrograms(BubblewrapPrograms Bubblewrap, string Slirp, string Enter, string Route, bool KeepsUser)
{
    private const string Device = "/dev/net/tun";

    private const UnixFileMode Open = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Finds them all.</summary>
    /// <exception cref="SandboxException">One is missing.</exception>
    public static NetworkPrograms Find(BubblewrapPrograms bubblewrap)
    {
        var slirp = BubblewrapPrograms.Which("slirp4netns") ?? throw Missing("slirp4netns is not installed, so no sandboxed command can have the internet.", "apt install slirp4netns");
        var route = BubblewrapPrograms.Which("ip") ?? throw Missing("The program ip is missing, so no sandboxed command can have the internet.", "apt install iproute2");
        var enter = BubblewrapPrograms.Which("nsenter") ?? throw Missing("The program nsenter is missing, so no sandboxed command can have the internet.", "apt install util-linux");
        if (!File.Exists(Device))
            throw Missing($"{Device} is missing, so no sandboxed command can have the internet.", "sudo modprobe tun");
        var isForAll = (File.GetUnixFileMode(Device) & Open) == Open;
        return isForAll || LibC.EffectiveUser() == 0
            ? new NetworkPrograms(bubblewrap, slirp, enter, route, !isForAll)
            : throw Missing($"{Device} is for root alone here, so no sandboxed command can have the internet.", $"sudo chmod 666 {Device}");
    }

    /// <summary>The command line of slirp4netns.</summary>
    /// <param name="user">The user to become first; null to stay.</param>
    /// <param name="ready">The descriptor on which it says that it is there.</param>
    /// <param name="exit">The one with which it ends.</param>
    /// <param name="users">The user namespace that the network belongs to.</param>
    /// <param name="network">The network.</param>
    public List<string> Speaker(SandboxUser? user, int ready, int exit, int users, int network) => Bubblewrap.As(KeepsUser ? null : user,
    [
        // Root keeps itself in a folder without files; whoever has no rights needs some of root's for that, and does without.
        Slirp, .. KeepsUser ? (string[])["--enable-sandbox"] : [], "--configure", "--disable-host-loopback", "--enable-seccomp", "--mtu=65520", "--cidr=" + SandboxNetwork.Range,
        string.Create(CultureInfo.InvariantCulture, $"--ready-fd={ready}"), string.Create(CultureInfo.InvariantCulture, $"--exit-fd={exit}"),
        "--netns-type=path", "--userns-path=" + Path(users), Path(network), SandboxNetwork.Interface,
    ]);

    /// <summary>The command line that sets routes, read from its input.</summary>
    /// <param name="user">The user to become first; null to stay.</param>
    /// <param name="users">The descriptor of the user namespace that the network belongs to.</param>
    /// <param name="network">That of the network.</param>
    public List<string> InNetwork(SandboxUser? user, int users, int network) =>
        Bubblewrap.As(user, [Enter, "--preserve-credentials", "--user=" + Path(users), "--net=" + Path(network), Route, "-batch", "-"]);

    private static string Path(int descriptor) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}");

    private static SandboxException Missing(string what, string mend) => new($"{what} Mend it: {mend}. Or set LURKBOT_SANDBOX_NETWORK=false.") { Mend = mend };
}
