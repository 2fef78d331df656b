using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

public sealed class CgroupMountsTests
{
    private static readonly FolderUse All = new(long.MaxValue, long.MaxValue);

    private const string Hybrid = """
        30 23 0:26 / /sys/fs/cgroup ro,nosuid shared:9 - tmpfs tmpfs ro,mode=755
        31 30 0:27 / /sys/fs/cgroup/unified rw shared:10 - cgroup2 cgroup2 rw
        35 30 0:31 / /sys/fs/cgroup/cpu,cpuacct rw shared:15 - cgroup cgroup rw,cpu,cpuacct
        36 30 0:32 / /sys/fs/cgroup/with\040space rw shared:16 - cgroup cgroup rw,memory
        """;

    private const string Groups = "5:memory:/user/one\n4:cpu,cpuacct:/\n1:name=systemd:/x\n0::/user.slice/session.scope\n";

    [Theory]
    [InlineData("memory", "/sys/fs/cgroup/with space/user/one")]
    [InlineData("cpu", "/sys/fs/cgroup/cpu,cpuacct")]
    [InlineData("", "/sys/fs/cgroup/unified/user.slice/session.scope")]
    [InlineData("pids", null)]
    public void Folder_HybridSystem_FindsOwnGroup(string controller, string? folder) => Assert.Equal(folder, CgroupMounts.Folder(Hybrid, Groups, controller));

    [Theory]
    [InlineData("/docker/abc", "0::/docker/abc/sub\n", "/sys/fs/cgroup/sub")]
    [InlineData("/", "0::/\n", "/sys/fs/cgroup")]
    [InlineData("/", "0::/../outside\n", "/sys/fs/cgroup")]
    public void Folder_Container_CountsFromTheMount(string root, string groups, string folder) =>
        Assert.Equal(folder, CgroupMounts.Folder($"31 30 0:27 {root} /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n", groups, ""));

    [Theory]
    [InlineData("")]
    [InlineData("garbage\n\n- - -\n")]
    public void Folder_NothingMounted_GivesNone(string mounts) => Assert.Null(CgroupMounts.Folder(mounts, Groups, "memory"));

    [Fact]
    public void Range_OfUsers_FitsTheContainer()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Assert.Equal((0x70000000u, 0x7FFE0000u), SandboxUser.Range("         0          0 4294967295\n"));
        Assert.Equal((32768u, 65534u), SandboxUser.Range("0 1000 1\n1 100000 65535\n"));
#pragma warning disable CA1416 // The line above does not reach into the lambda.
        Assert.Throws<SandboxException>(() => SandboxUser.Range("0 1000 1\n"));
#pragma warning restore CA1416
    }

    [Theory]
    [InlineData("/proc/sys/kernel/apparmor_restrict_unprivileged_userns", "1\n", "docs/sandbox.md")]
    [InlineData("/proc/sys/kernel/unprivileged_userns_clone", "0\n", "kernel.unprivileged_userns_clone=1")]
    [InlineData("/proc/sys/user/max_user_namespaces", "0\n", "user.max_user_namespaces=15000")]
    [InlineData("/.dockerenv", "", "--security-opt")]
    [InlineData("/nothing", "", "lurkbot doctor")]
    public void Advice_Switch_NamesTheCommand(string file, string text, string advice) =>
        Assert.Contains(advice, NamespaceAdvice.Find(path => path == file ? text : null), StringComparison.Ordinal);

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public void FolderSize_FilesLinksAndFolders_CountsBlocksBeneath()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "file"), new byte[100_000]);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "link"), "/usr");
        Directory.CreateDirectory(Path.Combine(folder.Path, "sub"));
        File.WriteAllBytes(Path.Combine(folder.Path, "sub", "line\nbreak"), new byte[50_000]);
        Assert.InRange(FolderSize.Of(folder.Path, All).Bytes, 150_000, 180_000);
        Assert.InRange(FolderSize.Of(folder.Path, All with { Bytes = 1 }).Bytes, 1, 180_000);
        Assert.Equal(4, FolderSize.Of(folder.Path, All).Files);
        Assert.Equal(2, FolderSize.Of(folder.Path, All with { Files = 2 }).Files);
        Assert.Equal(default, FolderSize.Of(Path.Combine(folder.Path, "none"), All));
        Assert.Equal(default, FolderSize.Of(Path.Combine(folder.Path, "link"), All));
        var deep = folder.Path;
        for (var i = 0; i <= FolderSize.MaximumDepth; i++)
            deep = Path.Combine(deep, "d");
        Directory.CreateDirectory(deep);
        Assert.Equal(long.MaxValue, FolderSize.Of(folder.Path, All).Bytes);
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public void Sweep_GroupsOfDeadProcesses_GoAlsoWhenTheirNumberIsAnothers()
    {
        using var parent = new TemporaryFolder();
        var own = ProcessMark.Own.Split('.');
        string[] dead = [$"lurkbot.{own[0]}.{own[1]}0.{own[2]}.1", $"lurkbot.{own[0]}.{own[1]}.00000000.1", $"lurkbot.999999999.{own[1]}.{own[2]}.12"];
        string[] kept = [Cgroup.NewName(), "lurkbot", "lurkbot.service", "lurkbot.1.2", "lurkbot.a.b.c.1"];
        foreach (var name in dead.Concat(kept))
            Directory.CreateDirectory(Path.Combine(parent.Path, name));
        Cgroup.Sweep(parent.Path);
        Assert.Equal(kept.Order(), Directory.GetDirectories(parent.Path).Select(path => Path.GetFileName(path)!).Order());
    }
}
