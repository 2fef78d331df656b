namespace LurkBot.Tests.Sandboxes;

/// <summary>What a command must not be able to do, as scripts that print BROKEN when they succeed. $PORT, $LOCAL, $HOST and $PATIENCE are put in.</summary>
internal static class SandboxAttacks
{
    public const string Secret = "lurkbot-test-secret";

    public static IReadOnlyDictionary<string, string> All { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["environment of the host"] = $"(env; tr '\\0' '\\n' </proc/1/environ) | grep -q {Secret} && echo BROKEN",
        ["open files of the host"] = $"for file in /proc/$$/fd/*; do readlink $file; done | grep -q {Secret} && echo BROKEN",
        ["settings of the kernel"] = "file=/proc/sys/vm/stat_interval; value=$(cat $file); (echo $value >$file) && echo BROKEN",
        ["processes of the host"] = "[ -d /proc/$HOST ] && echo BROKEN",
        ["loopback of the host"] = "(: </dev/tcp/127.0.0.1/$PORT) && echo BROKEN",
        ["unix sockets of the host"] = "perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0); connect(S, pack(\"S\", AF_UNIX) . \"\\0$LOCAL\") and print \"BROKEN\"'",
        ["vsock"] = Call(41, "40, 1, 0"),
        ["packet sockets"] = Call(41, "17, 3, 0"),
        ["sockets of the internet"] = Call(41, "2, 2, 0"),
        ["netlink"] = Call(41, "16, 3, 0"),
        ["passwords of the host"] = "[ -e /etc/shadow ] && echo BROKEN",
        ["homes of the host"] = "[ -e /root ] && echo BROKEN",
        ["disks of the host"] = "ls -l /dev | grep -q '^b' && echo BROKEN",
        ["other sessions"] = $"ls -R /workspace/.. /tmp 2>/dev/null | grep -q {Secret} && echo BROKEN",
        ["a link out of the workspace"] = "ln -s /etc/shadow link; [ -e link ] && echo BROKEN",
        ["the root folder"] = "touch /file && echo BROKEN",
        ["device files"] = "touch /dev/file && echo BROKEN",
        ["programs of the system"] = "LANG=C; touch /usr/lurkbot-probe 2>&1 | grep -q 'Read-only' || echo BROKEN",
        ["a full /tmp"] = "for i in 1 2 3 4 5; do head -c 8m /dev/zero >/tmp/$i || exit; done; echo BROKEN",
        ["a full /dev/shm"] = "for i in 1 2 3; do head -c 8m /dev/zero >/dev/shm/$i || exit; done; echo BROKEN",
        ["a file beyond the disk limit"] = "head -c 9m /dev/zero >/tmp/file; [ $(wc -c </tmp/file) -gt 8388608 ] && echo BROKEN",
        ["a full workspace"] = "for i in $(seq 20); do head -c 1m /dev/zero >file$i; done; sleep $PATIENCE; echo BROKEN",
        ["a workspace of folders in folders"] = "perl -e 'for (1..3000) { mkdir \"d\"; chdir \"d\" or die } sleep $PATIENCE; print \"BROKEN\"'",
        ["user namespaces"] = "unshare -U true && echo BROKEN",
        ["ptrace"] = Call(101, "0, 0, 0, 0"),
        ["keys of the kernel"] = Call(250, "0, -3, 1"),
        ["userfaultfd"] = Call(323, "1"),
        ["io_uring"] = Call(425, "4, $buffer"),
        ["opening by handle"] = "perl -e '$h = pack(\"II\", 128, 0) . \"\\0\" x 128; $m = pack(\"I\", 0); print \"BROKEN\" if syscall(303, -100, my $p = \"/workspace\", $h, $m, 0) == 0'",
        ["typing into a terminal"] = "perl -e '$c = \"x\"; syscall(16, 0, 0x5412, $c); print \"BROKEN\" if $!{EPERM} == 0'",
        ["bpf"] = Call(321, "0, my $map = pack(\"I4\", 2, 4, 4, 1) . \"\\0\" x 56, 72"),
        ["mount"] = Call(165, "my $s = \"none\", my $p = \"/tmp\", my $t = \"tmpfs\", 0, 0"),
        ["unmount"] = Call(166, "my $p = \"/workspace\", 2"),
        ["a terminal"] = "(: </dev/tty) 2>/dev/null && echo BROKEN",
        ["names of hosts"] = "getent hosts example.com && echo BROKEN",
        ["signals to the host"] = "kill -0 $HOST && echo BROKEN",
        ["killing everything"] = "kill -9 -1; kill -9 $HOST && echo BROKEN",
    };

    public static TheoryData<string> Names() => [.. All.Keys];

    /// <summary>Makes one system call of x86-64 and says whether it was let through.</summary>
    private static string Call(int number, string arguments) =>
        $"perl -e '$buffer = \"\\0\" x 4096; print \"BROKEN\" if syscall({number}, {arguments}) >= 0'";
}
