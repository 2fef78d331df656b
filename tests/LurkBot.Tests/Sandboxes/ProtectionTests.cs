using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>
/// The attacks in bubblewrap, a command each. Two cannot be let succeed: killing everything would do just that ("signals to the host" stands
/// for it), and bpf is also refused by the kernel to whoever is not root outside of the sandbox; in containers both can be tried.
/// </summary>
public sealed class ProtectionTests : AttackConformance
{
    /// <summary>
    /// The first three are enough each: bubblewrap makes devices of its own from a namespace around the command's, where a command's rights
    /// count for nothing. Without the fourth the host's devices cannot be opened, which these attacks need.
    /// </summary>
    private const Protections Rights = Protections.NoCapabilities | Protections.OwnDevices | Protections.Seccomp | Protections.ReadOnlyRoot | Protections.NoNestedUsers;

    private static readonly Dictionary<string, Protections> Against = new(StringComparer.Ordinal)
    {
        ["environment of the host"] = Protections.EmptyEnvironment,
        ["open files of the host"] = Protections.ClosedFiles,
        ["settings of the kernel"] = Protections.DroppedRights,
        ["processes of the host"] = Protections.OwnProcesses,
        ["loopback of the host"] = Protections.OwnNetwork | Protections.Seccomp,
        ["unix sockets of the host"] = Protections.OwnNetwork,
        ["vsock"] = Protections.Seccomp,
        ["sockets of the internet"] = Protections.Seccomp,
        ["netlink"] = Protections.Seccomp,
        ["passwords of the host"] = Protections.OwnRoot,
        ["homes of the host"] = Protections.OwnRoot,
        ["a link out of the workspace"] = Protections.OwnRoot,
        ["the root folder"] = Protections.ReadOnlyRoot,
        ["device files"] = Protections.ReadOnlyRoot,
        ["programs of the system"] = Protections.ReadOnlyPrograms,
        ["a full /tmp"] = Protections.SizedTemporary,
        ["a full /dev/shm"] = Protections.SizedTemporary,
        ["a file beyond the disk limit"] = Protections.FileSize,
        ["a full workspace"] = Protections.WatchedWorkspace,
        ["a workspace of folders in folders"] = Protections.WatchedWorkspace,
        ["user namespaces"] = Protections.NoNestedUsers | Protections.Seccomp,
        ["ptrace"] = Protections.Seccomp,
        ["keys of the kernel"] = Protections.Seccomp,
        ["userfaultfd"] = Protections.Seccomp,
        ["io_uring"] = Protections.Seccomp,
        ["opening by handle"] = Protections.Seccomp,
        ["typing into a terminal"] = Protections.Seccomp,
        ["packet sockets"] = Rights,
        ["mount"] = Rights,
        ["unmount"] = Rights,
        ["disks of the host"] = Protections.OwnDevices,
        ["other sessions"] = Protections.OwnRoot | Protections.DroppedRights,
        ["signals to the host"] = Protections.OwnProcesses | Protections.DroppedRights,
    };

    public static TheoryData<string> Protected() => [.. Against.Keys];

    [Theory(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    [MemberData(nameof(SandboxAttacks.Names), MemberType = typeof(SandboxAttacks))]
    public async Task Invariant08_Attack_InTheSandbox_Fails(string attack) =>
        Assert.DoesNotContain("BROKEN", (await TryAsync(SandboxAttacks.All[attack], SandboxHome.Create(), Patience)).OutputText(), StringComparison.Ordinal);

    [Theory(Skip = "Only root has all of these protections.", SkipUnless = nameof(SandboxHome.IsRootOnX64), SkipType = typeof(SandboxHome))]
    [MemberData(nameof(Protected))]
    public async Task Invariant08_Attack_WithoutItsProtection_Succeeds(string attack)
    {
        await Home.RunAsync("true");
        if (Against[attack].HasFlag(Protections.DroppedRights) && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(Home.Workspace, (UnixFileMode)0x1FF);
        Assert.Contains("BROKEN", (await TryAsync(SandboxAttacks.All[attack], SandboxHome.Create(without: Against[attack]), patience: 0)).OutputText(), StringComparison.Ordinal);
    }

    /// <summary>From a process that has a terminal, as the owner's has.</summary>
    [Theory(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    [InlineData(nameof(Protections.None), "over: ")]
    [InlineData(nameof(Protections.OwnSession), "over: BROKEN")]
    public async Task Invariant08_Terminal_IsTheOwnersAlone(string without, string expected)
    {
        using var terminal = ChildProcess.Start("script", ["-qfec", $"exec dotnet '{ChildProcess.Suite}' --attack 'a terminal' {without}", "/dev/null"]);
        var (code, output, _) = await terminal.FinishAsync();
        Assert.Equal(0, code);
        Assert.EndsWith(expected, output.TrimEnd('\r', '\n'), StringComparison.Ordinal);
    }

    /// <summary>What asks for no particular resolver asks this machine's own.</summary>
    [Fact(Skip = "It takes root, bubblewrap, slirp4netns, ip and /dev/net/tun.", SkipUnless = nameof(PretendedInternet.IsThere), SkipType = typeof(PretendedInternet))]
    public void Invariant08_NamesOfHosts_AreForTheHostAlone() => PretendedInternet.Run(opensDevice: false, () =>
    {
        using var resolver = new PretendedResolver();
        string Asked(Protections without) => Home.RunAsync(SandboxAttacks.All["names of hosts"], sandbox: SandboxHome.Create(without: without)).GetAwaiter().GetResult().OutputText();
        Assert.DoesNotContain("BROKEN", Asked(Protections.None), StringComparison.Ordinal);
        Assert.Contains(PretendedInternet.Public, Asked(Protections.OwnNetwork | Protections.Seccomp), StringComparison.Ordinal);
    });

    /// <summary>Two protections, of which bubblewrap takes neither away: each of its mounts and processes is that way.</summary>
    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Invariant08_ProgramsOfRoot_GiveNothing() =>
        Assert.Equal("held\n", (await Home.RunAsync("grep -q 'NoNewPrivs:.*1' /proc/self/status && grep ' /usr ' /proc/self/mountinfo | grep -q nosuid && echo held")).OutputText());
}
