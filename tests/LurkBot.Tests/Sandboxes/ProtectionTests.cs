using System.Net;
using System.Net.Sockets;
using LurkBot.Sandboxes;
using LurkBot.Sandboxes.Bubblewrap;
using LurkBot.Sandboxes.Linux;

namespace LurkBot.Tests.Sandboxes;

/// <summary>
/// Invariant 8: what a command must not be able to do, tried by real commands. Each is tried again without what protects against it, and
/// must then succeed: a trial that cannot succeed proves nothing.
/// </summary>
public sealed class ProtectionTests : IDisposable
{
    private const string Secret = "lurkbot-test-secret";
    private static readonly SandboxLimits Small = new() { Memory = 64L << 20, Processes = 20, Disk = 8L << 20, Timeout = TimeSpan.FromSeconds(30) };

    private readonly SandboxHome home = new();
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Socket local = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string localName = $"lurkbot-{Guid.NewGuid():N}";
    private readonly Descriptor opened;

    public ProtectionTests()
    {
        listener.Start();
        if (OperatingSystem.IsLinux())
        {
            local.Bind(new UnixDomainSocketEndPoint("\0" + localName));
            local.Listen();
        }

        var file = Path.Combine(home.Path, Secret);
        File.WriteAllText(file, Secret);
        // Left open for children, as a careless library leaves it.
        const int DuplicateAbove = 0;
        using var low = new Descriptor(OperatingSystem.IsLinux() ? SystemCalls.Open(file, 0) : -1);
        opened = new Descriptor(OperatingSystem.IsLinux() ? SystemCalls.Control(low.Number, DuplicateAbove, 100) : -1);
        Environment.SetEnvironmentVariable("LURKBOT_TEST_VARIABLE", Secret);
    }

    public static TheoryData<string> Trials() => [.. All.Keys];

    public static TheoryData<string> Protected() => [.. All.Where(trial => trial.Value.Protection != Protections.None).Select(trial => trial.Key)];

    /// <summary>Scripts that print BROKEN when they succeed. $PORT, $LOCAL and $HOST are put in.</summary>
    private static readonly Dictionary<string, (Protections Protection, string Script)> All = new(StringComparer.Ordinal)
    {
        ["environment of this process"] = (Protections.EmptyEnvironment, $"(env; tr '\\0' '\\n' </proc/1/environ) | grep -q {Secret} && echo BROKEN"),
        ["open files of this process"] = (Protections.ClosedFiles, $"for file in /proc/$$/fd/*; do readlink $file; done | grep -q {Secret} && echo BROKEN"),
        ["settings of the kernel"] = (Protections.DroppedRights, "file=/proc/sys/vm/stat_interval; value=$(cat $file); (echo $value >$file) && echo BROKEN"),
        ["processes of the host"] = (Protections.OwnProcesses, "[ -d /proc/$HOST ] && echo BROKEN"),
        ["loopback of the host"] = (Protections.OwnNetwork, "(: </dev/tcp/127.0.0.1/$PORT) && echo BROKEN"),
        ["unix sockets of the host"] = (Protections.OwnNetwork, "perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); connect(S, pack(\"S\", AF_UNIX) . \"\\0$LOCAL\") and print \"BROKEN\"'"),
        ["vsock"] = (Protections.Seccomp, Call(41, "40, 1, 0")),
        ["packet sockets"] = (Protections.None, Call(41, "17, 3, 0")),
        ["passwords of the host"] = (Protections.OwnRoot, "[ -e /etc/shadow ] && echo BROKEN"),
        ["homes of the host"] = (Protections.OwnRoot, "[ -e /root ] && echo BROKEN"),
        ["disks of the host"] = (Protections.None, "ls -l /dev | grep -q '^b' && echo BROKEN"),
        ["other sessions"] = (Protections.None, $"ls -R /workspace/.. /tmp 2>/dev/null | grep -q {Secret} && echo BROKEN"),
        ["a link out of the workspace"] = (Protections.OwnRoot, "ln -s /etc/shadow link; [ -e link ] && echo BROKEN"),
        ["the root folder"] = (Protections.ReadOnlyRoot, "touch /file && echo BROKEN"),
        ["device files"] = (Protections.ReadOnlyRoot, "touch /dev/file && echo BROKEN"),
        ["programs of the system"] = (Protections.ReadOnlyPrograms, "LANG=C; touch /usr/lurkbot-probe 2>&1 | grep -q 'Read-only' || echo BROKEN"),
        ["a full /tmp"] = (Protections.SizedTemporary, "head -c 8m /dev/zero >/tmp/1 && head -c 8m /dev/zero >/tmp/2 && head -c 8m /dev/zero >/tmp/3 && head -c 8m /dev/zero >/tmp/4 && head -c 8m /dev/zero >/tmp/5 && echo BROKEN"),
        ["a full /dev/shm"] = (Protections.SizedTemporary, "head -c 8m /dev/zero >/dev/shm/1 && head -c 8m /dev/zero >/dev/shm/2 && head -c 8m /dev/zero >/dev/shm/3 && echo BROKEN"),
        ["a file beyond the disk limit"] = (Protections.FileSize, "head -c 9m /dev/zero >/tmp/file; [ $(wc -c </tmp/file) -gt 8388608 ] && echo BROKEN"),
        ["a full workspace"] = (Protections.WatchedWorkspace, "for i in $(seq 300); do head -c 1m /dev/zero >file$i; done; echo BROKEN"),
        ["a workspace of folders in folders"] = (Protections.WatchedWorkspace, "perl -e 'for (1..60000) { mkdir \"d\"; chdir \"d\" or die } print \"BROKEN\"'"),
        ["user namespaces"] = (Protections.NoNestedUsers | Protections.Seccomp, "unshare -U true && echo BROKEN"),
        ["ptrace"] = (Protections.Seccomp, Call(101, "0, 0, 0, 0")),
        ["keys of the kernel"] = (Protections.Seccomp, Call(250, "0, -3, 1")),
        ["userfaultfd"] = (Protections.Seccomp, Call(323, "1")),
        ["io_uring"] = (Protections.Seccomp, Call(425, "4, $buffer")),
        ["opening by handle"] = (Protections.Seccomp, "perl -e '$h = pack(\"II\", 128, 0) . \"\\0\" x 128; $m = pack(\"I\", 0); print \"BROKEN\" if syscall(303, -100, my $p = \"/usr\", $h, $m, 0) == 0'"),
        ["bpf"] = (Protections.None, Call(321, "0, $buffer, 72")),
        ["mount"] = (Protections.None, "mount -t tmpfs none /tmp && echo BROKEN"),
        ["unmount"] = (Protections.None, "umount /workspace && echo BROKEN"),
        ["becoming root"] = (Protections.None, "grep -q 'NoNewPrivs:.*1' /proc/self/status && grep ' /usr ' /proc/self/mountinfo | grep -q nosuid || echo BROKEN"),
        ["a terminal"] = (Protections.None, "(: </dev/tty) 2>/dev/null && echo BROKEN"),
        ["names of hosts"] = (Protections.None, "getent hosts example.com && echo BROKEN"),
        ["killing everything"] = (Protections.None, "kill -9 -1; kill -9 $HOST && echo BROKEN"),
    };

    public void Dispose()
    {
        opened.Dispose();
        local.Dispose();
        listener.Dispose();
        home.Dispose();
    }

    [Theory(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    [MemberData(nameof(Trials))]
    public async Task Invariant08_Trial_InTheSandbox_Fails(string trial) => Assert.DoesNotContain("BROKEN", await TryAsync(trial, Protections.None), StringComparison.Ordinal);

    [Theory(Skip = "Only root has all of these protections.", SkipUnless = nameof(SandboxHome.IsRootOnX64), SkipType = typeof(SandboxHome))]
    [MemberData(nameof(Protected))]
    public async Task Invariant08_Trial_WithoutItsProtection_Succeeds(string trial) => Assert.Contains("BROKEN", await TryAsync(trial, All[trial].Protection), StringComparison.Ordinal);

    private async Task<string> TryAsync(string trial, Protections without)
    {
        if (OperatingSystem.IsWindows())
            return "";
        await home.RunAsync("true");
        if (without.HasFlag(Protections.DroppedRights))
            File.SetUnixFileMode(home.Workspace, (UnixFileMode)0x1FF);
        var script = All[trial].Script
            .Replace("$PORT", $"{((IPEndPoint)listener.LocalEndpoint).Port}", StringComparison.Ordinal)
            .Replace("$LOCAL", localName, StringComparison.Ordinal)
            .Replace("$HOST", $"{Environment.ProcessId}", StringComparison.Ordinal);
        return (await home.RunAsync(script, Small, SandboxHome.Create(without: without))).OutputText();
    }

    /// <summary>Makes one system call of x86-64 and says whether it was let through.</summary>
    private static string Call(int number, string arguments) =>
        $"perl -e '$buffer = \"\\0\" x 4096; print \"BROKEN\" if syscall({number}, {arguments}) >= 0'";
}
