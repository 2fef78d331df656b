using System.Globalization;
using System.Net;
using System.Text;

namespace LurkBot.Sandboxes;

/// <summary>What is tried from inside a sandbox, and what must come of it. Pure: others run the script.</summary>
/// <param name="Secret">A file on this machine, outside every workspace, that must not be seen.</param>
/// <param name="Port">A port on which this process listens at 127.0.0.1.</param>
/// <param name="Namespaces">This process's own namespaces, as <c>/proc/self/ns</c> names them; empty where the sandbox is another machine's.</param>
/// <param name="Forbidden">Where else nothing must be reached: this machine by its other addresses.</param>
internal sealed record SandboxProbe(string Secret, int Port, IReadOnlyDictionary<string, string> Namespaces, IReadOnlyList<IPEndPoint> Forbidden)
{
    /// <summary>Whether commands have the internet.</summary>
    public bool Network { get; init; }

    /// <summary>Small, so that trying them is quick.</summary>
    public static SandboxLimits Limits { get; } = new() { Memory = 48L << 20, Processes = 24, Disk = 4L << 20, Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>What the script leaves in the workspace.</summary>
    public const string File = "probe.txt";

    /// <summary>The limit and the check of what the kernel keeps for a command beside the command's own memory.</summary>
    public const string KernelMemory = "kernel memory";

    private const int Attempts = 60;
    private const int Locks = 400_000;
    private const int LockedFiles = 400;

    public string Script => string.Create(CultureInfo.InvariantCulture, $$"""
        say() { printf '%s=%s\n' "$1" "$2"; }
        for name in pid net mnt ipc uts user; do say "ns-$name" "$(readlink /proc/self/ns/$name)"; done
        for path in /probe /usr/probe /etc/probe /dev/probe /proc/sys/kernel/core_pattern; do
          if (: >>"$path") 2>/dev/null; then say wrote "$path"; fi
        done
        for path in {{Quote(Secret)}} /etc/shadow /root/.ssh; do if [ -r "$path" ]; then say saw "$path"; fi; done
        if printf probe >{{File}}; then say workspace "$(cat {{File}})"; fi
        while read -r name value; do case $name in CapEff:|CapPrm:|CapBnd:|NoNewPrivs:|Seccomp:|Uid:) say "$name" "$value";; esac; done </proc/self/status
        say interfaces "$(sed -n 's/^ *\([^:]*\):.*/\1/p' /proc/net/dev | tr '\n' ' ')"
        for place in 127.0.0.1/{{Port}} {{SandboxNetwork.Gateway}}/{{Port}} {{string.Join(' ', Forbidden.Select(end => string.Create(CultureInfo.InvariantCulture, $"{end.Address}/{end.Port}")))}}; do
          if command -v bash >/dev/null && (timeout 3 bash -c ": </dev/tcp/$place") 2>/dev/null; then say connected "$place"; fi
        done
        head -c {{2 * Limits.Disk}} /dev/zero 2>/dev/null >/tmp/big || true
        say file "$(wc -c </tmp/big)"; rm -f /tmp/big
        (i=0; while [ $i -lt {{Attempts}} ]; do sleep 9 & i=$((i+1)); done; : >/tmp/all) >/dev/null 2>&1 &
        most=0; same=0
        while [ ! -e /tmp/all ] && { [ $same -lt 1000 ] || { [ $most -lt {{Limits.Processes}} ] && [ $same -lt 50000 ]; }; }; do
          set -- /proc/[0-9]*
          if [ $# -gt $most ]; then most=$#; same=0; else same=$((same+1)); fi
        done
        if [ -e /tmp/all ]; then most={{Attempts}}; fi
        say processes "$most"
        say end yes
        """);

    /// <summary>Takes too much memory: either that program is ended or everything is.</summary>
    public static string MemoryScript { get; } = string.Create(CultureInfo.InvariantCulture, $"head -c {3 * Limits.Memory} /dev/zero | tail -n 1 >/dev/null && echo memory");

    /// <summary>Those of the script that takes the kernel's memory.</summary>
    public static SandboxLimits KernelLimits { get; } = Limits with { KernelMemory = 4L << 20 };

    /// <summary>
    /// Tries which sockets there are, how many files can be open, and takes file locks until it is ended. The families are IPv4, IPv6,
    /// packet, AF_ALG and vsock; netlink is asked for routes and for the audit. A struct flock holds type, whence, start, length and process.
    /// </summary>
    public static string KernelScript { get; } = string.Create(CultureInfo.InvariantCulture, $$"""
        command -v perl >/dev/null || { echo none; exit; }
        LC_ALL=C exec perl -e '
          $| = 1;
          for ([2, 2, 0], [10, 2, 0], [16, 3, 0], [16, 3, 9], [17, 3, 0], [38, 5, 0], [40, 1, 0]) { print "socket=@$_\n" if socket(my $socket, $$_[0], $$_[1], $$_[2]) }
          while (open my $file, "<", "/dev/null") { push @open, $file } printf "open=%d\n", scalar @open; @open = ();
          my $n = 0;
          for my $name (1..{{LockedFiles}}) {
            open my $file, ">", "/tmp/$name" or last; push @open, $file;
            for (1..{{Locks / LockedFiles}}) { fcntl($file, 6, pack("s s x4 q q l x4", 1, 0, 1e6 - 2 * $_, 1, 0)) ? $n++ : last }
          }
          select(undef, undef, undef, 1); print "locks=$n\n"'
        """);

    /// <summary>Judges what came of the scripts.</summary>
    /// <param name="output">What the first one printed.</param>
    /// <param name="memory">How the one that takes memory ended.</param>
    /// <param name="kernel">How the one that takes the kernel's memory ended.</param>
    /// <param name="connected">Whether anything reached the listening port.</param>
    /// <param name="isHere">Whether what the first one left is in the workspace.</param>
    /// <returns>One check for each thing that must hold.</returns>
    public IReadOnlyList<SandboxCheck> Judge(string output, SandboxResult memory, SandboxResult kernel, bool connected, bool isHere)
    {
        var seen = output.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        string One(string name) => seen[name].LastOrDefault() ?? "";
        var shared = Namespaces.Where(pair => seen["ns-" + pair.Key].Contains(pair.Value, StringComparer.Ordinal)).Select(pair => pair.Key).ToList();
        var wrote = string.Join(' ', seen["wrote"]);
        var saw = string.Join(' ', seen["saw"]);
        var capabilities = string.Join(' ', seen["CapEff:"].Concat(seen["CapPrm:"]).Concat(seen["CapBnd:"]).Where(value => value.Trim('0').Length > 0));
        var interfaces = One("interfaces").Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(name => name is not ("lo" or "tunl0" or "sit0" or "ip6tnl0" or "gre0" or "gretap0" or "erspan0" or "ip_vti0" or "ip6_vti0" or "ip6gre0")).ToList();
        var hasInternet = interfaces.Remove(SandboxNetwork.Interface);
        _ = long.TryParse(One("file"), CultureInfo.InvariantCulture, out var file);
        _ = int.TryParse(One("processes"), CultureInfo.InvariantCulture, out var processes);
        var tookMemory = memory.End is SandboxEnd.Exited && (memory.ExitCode == 0 || memory.OutputText().EndsWith("memory\n", StringComparison.Ordinal));
        var toldMemory = memory.End is SandboxEnd.Exited or SandboxEnd.MemoryLimit;
        return
        [
            new("the probe ran to its end", One("end") is "yes" && One("workspace") is "probe" && isHere, One("end") is "yes" ? One("workspace") is not "probe" ? "it could not write into the workspace" : isHere ? "it did" : "its workspace is not the one of this machine" : "it broke off: " + LastLine(output)),
            new("namespaces of its own", shared.Count == 0, shared.Count == 0 ? "pid, net, mnt, ipc, uts" : "shared with the host: " + string.Join(", ", shared)),
            new("nothing outside the workspace can be written", wrote.Length == 0, wrote.Length == 0 ? "all refused" : "it could write " + wrote),
            new("the host's files are not there", saw.Length == 0, saw.Length == 0 ? "none seen" : "it could read " + saw),
            new("no privileges", capabilities.Length == 0 && One("NoNewPrivs:") is "1" && One("Seccomp:") is "2", $"capabilities {(capabilities.Length == 0 ? "none" : capabilities)}, no_new_privs {One("NoNewPrivs:")}, seccomp {One("Seccomp:")}"),
            new(
                Network ? "no network but the internet" : "no network",
                interfaces.Count == 0 && hasInternet == Network && !connected && !seen["connected"].Any(),
                connected || seen["connected"].Any() ? $"it reached this machine {string.Join(' ', seen["connected"])}"
                : interfaces.Count > 0 || hasInternet != Network ? "interfaces " + One("interfaces")
                : Network ? "its own loopback, and slirp4netns without a way to this machine" : "only its own loopback"),
            new("memory limit", !tookMemory && toldMemory, !toldMemory ? $"no end was seen: {memory.End}" : tookMemory ? $"a command took {3 * Limits.Memory >> 20} MiB under a limit of {Limits.Memory >> 20}" : "a command that took too much was ended"),
            JudgeKernel(kernel),
            new("process limit", processes >= Limits.Processes - 2 && processes <= Limits.Processes + 2, string.Create(CultureInfo.InvariantCulture, $"{processes} processes under a limit of {Limits.Processes}")),
            new("file size limit", file <= Limits.Disk, string.Create(CultureInfo.InvariantCulture, $"a file of {file} bytes under a limit of {Limits.Disk}")),
        ];
    }

    /// <summary>Whether the kernel's memory could be tried at all.</summary>
    public static bool IsMeasured(SandboxResult kernel) => kernel.OutputText() is not "none\n";

    private SandboxCheck JudgeKernel(SandboxResult kernel)
    {
        if (!IsMeasured(kernel))
            return new(KernelMemory, true, "not tried: there is no perl inside");
        string[] allowed = Network ? ["2 2 0", "10 2 0", "16 3 0"] : [];
        var seen = kernel.OutputText().Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var sockets = seen["socket"].Except(allowed, StringComparer.Ordinal).ToList();
        _ = int.TryParse(seen["open"].LastOrDefault(), CultureInfo.InvariantCulture, out var open);
        var ended = kernel.End is SandboxEnd.KernelMemory or SandboxEnd.MemoryLimit || (int.TryParse(seen["locks"].LastOrDefault(), CultureInfo.InvariantCulture, out var locks) && locks < Locks);
        return new(
            KernelMemory,
            sockets.Count == 0 && open is > 0 and <= SandboxLimits.OpenFiles && ended,
            sockets.Count > 0 ? $"sockets that no limit counts: {string.Join(", ", sockets)}"
            : open is not (> 0 and <= SandboxLimits.OpenFiles) ? string.Create(CultureInfo.InvariantCulture, $"{open} open files under a limit of {SandboxLimits.OpenFiles}")
            : ended ? string.Create(CultureInfo.InvariantCulture, $"{(Network ? "sockets of the internet" : "local sockets")} alone, {open} open files, a command that took file locks was ended")
            : $"a command took {Locks} file locks and was not ended: {kernel.End}");
    }

    private static string LastLine(string output) => output.TrimEnd().Split('\n')[^1];

    /// <summary>A word that a shell takes as it is.</summary>
    private static StringBuilder Quote(string text) => new StringBuilder("'").Append(text.Replace("'", "'\\''", StringComparison.Ordinal)).Append('\'');
}
