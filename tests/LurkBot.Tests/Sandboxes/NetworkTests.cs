using System.Net;
using System.Net.Sockets;
using System.Text;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>A sandbox with the internet has nothing else.</summary>
public sealed class NetworkTests : IDisposable
{
    private const string Reason = "It takes root, bubblewrap, slirp4netns, ip and /dev/net/tun.";

    private readonly SandboxHome home = new();

    public void Dispose() => home.Dispose();

    [Theory(Skip = Reason, SkipUnless = nameof(PretendedInternet.IsThere), SkipType = typeof(PretendedInternet))]
    [InlineData(true)]
    [InlineData(false)]
    public void Invariant08_Network_IsTheInternetAndNothingElse(bool opensDevice) => PretendedInternet.Run(opensDevice, () =>
    {
        Assert.Equal(PretendedInternet.Public, Reached(Protections.None));
        var without = Reached(Protections.PublicNetworkOnly).Split(' ');
        Assert.Superset(new HashSet<string>([PretendedInternet.Own, PretendedInternet.Private, PretendedInternet.Metadata], StringComparer.Ordinal), without.ToHashSet(StringComparer.Ordinal));
        Assert.Equal("refused", Run("ip route add 10.0.0.0/8 dev tap0 2>/dev/null || ip link set tap0 down 2>/dev/null || echo refused", Protections.None));
        Assert.Equal("nameserver 198.18.0.3", Run("head -n 1 /etc/resolv.conf", Protections.None));
    });

    /// <summary>The resolver's address in the sandbox stands for that of this machine's resolver, where more may listen.</summary>
    [Fact(Skip = Reason, SkipUnless = nameof(PretendedInternet.IsThere), SkipType = typeof(PretendedInternet))]
    public void Invariant08_ResolversAddress_AnswersQuestionsForNamesAlone() => PretendedInternet.Run(opensDevice: false, () =>
    {
        using var beside = new UdpClient(new IPEndPoint(IPAddress.Loopback, PretendedInternet.Port));
        using var listener = new TcpListener(IPAddress.Loopback, PretendedInternet.Port + 1);
        listener.Start();
        using var resolver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 53));
        var answering = Task.Run(async () => await resolver.SendAsync(Encoding.ASCII.GetBytes("yes"), (await resolver.ReceiveAsync()).RemoteEndPoint));
        const string Script = "r=198.18.0.3; echo x >/dev/udp/$r/8099; timeout 5 bash -c ': </dev/tcp/198.18.0.3/8100' 2>/dev/null && echo reached; exec 3<>/dev/udp/$r/53; echo q >&3; head -c 3 <&3";
        Assert.Equal("yes", Run(Script, Protections.None));
        answering.GetAwaiter().GetResult();
        Assert.Equal(0, beside.Available);
        Assert.False(listener.Pending());
    });

    [Fact(Skip = Reason, SkipUnless = nameof(PretendedInternet.IsThere), SkipType = typeof(PretendedInternet))]
    public void Invariant08_NetworkThatReachesThisMachine_RunsNothing() => PretendedInternet.Run(opensDevice: false, () =>
    {
        using var open = new AttestedSandbox(SandboxHome.Create(without: Protections.PublicNetworkOnly, network: true), home.Path, TimeProvider.System) { Network = true };
        Assert.Contains("it reached this machine", Assert.Throws<SandboxException>(() => Finish(open.RunAsync(Command("true"), default))).Message, StringComparison.Ordinal);
        using var closed = new AttestedSandbox(SandboxHome.Create(network: true), home.Path, TimeProvider.System) { Network = true };
        Assert.Equal("yes\n", Finish(closed.RunAsync(Command("echo yes"), default)).OutputText());
    });

    [Fact(Skip = Reason, SkipUnless = nameof(PretendedInternet.IsThere), SkipType = typeof(PretendedInternet))]
    public void Run_NetworkEnds_LeavesNoProcess() => PretendedInternet.Run(opensDevice: false, () =>
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal("x", Run("echo x", Protections.None));
        Assert.Empty(Leftovers.Children("slirp4netns"));
    });

    [Fact]
    public void Batch_Addresses_ClosesPrivateOnesAndThisMachines()
    {
        var lines = NetworkRoutes.Batch([IPAddress.Parse("8.8.8.8"), IPAddress.Parse("192.168.1.5"), IPAddress.IPv6Loopback, IPAddress.Parse("8.8.8.8")], closesPrivate: true).Split('\n');
        foreach (var network in (string[])["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "224.0.0.0/4", "198.18.0.0/15"])
            Assert.Contains("route replace unreachable " + network, lines);
        Assert.Single(lines, line => line.Contains("8.8.8.8/32", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("192.168.1.5", StringComparison.Ordinal) || line.Contains("::1", StringComparison.Ordinal));
    }

    private string Reached(Protections without) => Run(
        $"for a in {PretendedInternet.Public} {PretendedInternet.Own} {PretendedInternet.Private} {PretendedInternet.Metadata} 127.0.0.1 198.18.0.2 198.18.0.77; do timeout 5 bash -c \": </dev/tcp/$a/{PretendedInternet.Port}\" 2>/dev/null && printf '%s ' $a; done; true",
        without);

    private string Run(string script, Protections without)
    {
        var result = Finish(SandboxHome.Create(without: without, network: true).RunAsync(Command(script), default));
        Assert.Equal(0, result.ExitCode);
        return result.OutputText().Trim();
    }

    private SandboxCommand Command(string script) => home.Command(script, new SandboxLimits { Network = true });

    /// <summary>Only the thread that waits is in that network.</summary>
    private static SandboxResult Finish(Task<SandboxResult> task) => task.GetAwaiter().GetResult();
}
