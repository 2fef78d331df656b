using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>
/// The attacks in containers of Podman; those that do not hinder each other in one, since each takes some tenths of a second. Four cannot be
/// let succeed: an engine's containers inherit no file and no terminal of this process, names would be looked up by this machine's own
/// resolver, and killing everything would do just that ("signals to the host" stands for it).
/// </summary>
[Collection(PodmanTests.Name)]
public sealed class DockerProtectionTests(PodmanService podman) : AttackConformance
{
    private const string ProgramsOfRoot = "setuid-id | grep -q 'euid=0' && echo BROKEN";

    /// <summary>Each of them is enough: whoever has no capabilities is refused by the kernel, whoever has them by the filter.</summary>
    private const DockerProtections Rights = DockerProtections.NoCapabilities | DockerProtections.Seccomp;

    private static readonly Dictionary<string, DockerProtections> Against = new(StringComparer.Ordinal)
    {
        ["environment of the host"] = DockerProtections.NoProxies,
        ["processes of the host"] = DockerProtections.OwnProcesses,
        ["loopback of the host"] = DockerProtections.OwnNetwork | DockerProtections.Seccomp,
        ["unix sockets of the host"] = DockerProtections.OwnNetwork,
        ["vsock"] = DockerProtections.Seccomp,
        ["sockets of the internet"] = DockerProtections.Seccomp,
        ["netlink"] = DockerProtections.Seccomp,
        ["the root folder"] = DockerProtections.ReadOnlyRoot | DockerProtections.OwnUser | DockerProtections.NoCapabilities,
        ["device files"] = DockerProtections.OwnUser,
        ["programs of the system"] = DockerProtections.ReadOnlyRoot,
        ["a full /tmp"] = DockerProtections.SizedTemporary,
        ["a full /dev/shm"] = DockerProtections.SizedTemporary,
        ["a file beyond the disk limit"] = DockerProtections.FileSize,
        ["a full workspace"] = DockerProtections.WatchedWorkspace,
        ["a workspace of folders in folders"] = DockerProtections.WatchedWorkspace,
        ["user namespaces"] = DockerProtections.Seccomp,
        ["ptrace"] = DockerProtections.Seccomp,
        ["keys of the kernel"] = DockerProtections.Seccomp,
        ["userfaultfd"] = DockerProtections.Seccomp,
        ["io_uring"] = DockerProtections.Seccomp,
        ["opening by handle"] = DockerProtections.Seccomp,
        ["typing into a terminal"] = DockerProtections.Seccomp,
        ["packet sockets"] = Rights,
        ["bpf"] = Rights,
        ["mount"] = Rights,
        ["unmount"] = Rights,
        ["settings of the kernel"] = DockerProtections.ReadOnlySettings | DockerProtections.OwnUser,
        ["signals to the host"] = DockerProtections.OwnProcesses | DockerProtections.OwnUser,
        ["passwords of the host"] = DockerProtections.OwnRoot,
        ["homes of the host"] = DockerProtections.OwnRoot,
        ["a link out of the workspace"] = DockerProtections.OwnRoot,
        ["other sessions"] = DockerProtections.OwnRoot | DockerProtections.OwnUser,
        ["disks of the host"] = DockerProtections.OwnDevices,
    };

    /// <summary>What ends a command or fills what others need.</summary>
    private static readonly string[] Alone = ["a full /tmp", "a full /dev/shm", "a file beyond the disk limit", "a full workspace", "a workspace of folders in folders", "killing everything"];

    public static TheoryData<string> OneByOne() => [.. Alone];

    public static TheoryData<string> WithoutOneByOne() => [.. Alone.Where(Against.ContainsKey)];

    public static TheoryData<string> WithoutTogether() => [.. Against.Where(pair => !Alone.Contains(pair.Key)).Select(pair => pair.Value.ToString()).Distinct()];

    [Fact]
    public async Task Invariant08_Attacks_Together_Fail()
    {
        Assert.SkipWhen(podman.Problem is not null, podman.Problem ?? "");
        Assert.Empty(await TryTogetherAsync([.. SandboxAttacks.All.Keys.Except(Alone)], podman.Shared));
    }

    [Theory]
    [MemberData(nameof(OneByOne))]
    public async Task Invariant08_Attack_Alone_Fails(string attack)
    {
        Assert.SkipWhen(podman.Problem is not null, podman.Problem ?? "");
        Assert.DoesNotContain("BROKEN", (await TryAsync(SandboxAttacks.All[attack], podman.Shared, Patience)).OutputText(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(WithoutTogether))]
    public async Task Invariant08_Attacks_WithoutTheirProtection_Succeed(string protections)
    {
        Assert.SkipWhen(podman.Problem is not null, podman.Problem ?? "");
        var without = Enum.Parse<DockerProtections>(protections);
        string[] attacks = [.. Against.Where(pair => pair.Value == without && !Alone.Contains(pair.Key)).Select(pair => pair.Key)];
        using var sandbox = podman.Create(Home.Path, without);
        Assert.Equal(attacks, await TryTogetherAsync(attacks, sandbox));
    }

    [Theory]
    [MemberData(nameof(WithoutOneByOne))]
    public async Task Invariant08_Attack_WithoutItsProtection_Succeeds(string attack)
    {
        Assert.SkipWhen(podman.Problem is not null, podman.Problem ?? "");
        using var sandbox = podman.Create(Home.Path, Against[attack]);
        Assert.Contains("BROKEN", (await TryAsync(SandboxAttacks.All[attack], sandbox, patience: 0)).OutputText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invariant08_ProgramsOfRoot_GiveNothing()
    {
        Assert.SkipWhen(podman.Problem is not null, podman.Problem ?? "");
        Assert.DoesNotContain("BROKEN", (await TryAsync(ProgramsOfRoot, podman.Shared, patience: 0)).OutputText(), StringComparison.Ordinal);
        using var without = podman.Create(Home.Path, DockerProtections.NoNewPrivileges);
        Assert.Contains("BROKEN", (await TryAsync(ProgramsOfRoot, without, patience: 0)).OutputText(), StringComparison.Ordinal);
    }
}
