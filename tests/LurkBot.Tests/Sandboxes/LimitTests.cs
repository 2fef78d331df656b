using System.Globalization;
using LurkBot.Sandboxes;
using LurkBot.Sandboxes.Limits;

namespace LurkBot.Tests.Sandboxes;

/// <summary>Limits of memory, processes and processor, through each mechanism that this machine has, and without any.</summary>
[Collection(SandboxesAlone.Name)]
public sealed class LimitTests : IDisposable
{
    private const string Hog = "head -c 200m /dev/zero | tail -n 1 | wc -c; echo status ${PIPESTATUS[1]}; echo alive";
    private const string Bomb = "bomb() { bomb | bomb & }; (bomb) 2>/dev/null; most=0; same=0; while [ $same -lt 300 ]; do set -- /proc/[0-9]*; if [ $# -gt $most ]; then most=$#; same=0; else same=$((same+1)); fi; [ $most -gt 200 ] && break; done; echo most $most";
    private const string Spin = "end=$((${EPOCHREALTIME/./}+800000)); while [ ${EPOCHREALTIME/./} -lt $end ]; do :; done; read -r _ _ _ _ _ _ _ _ _ _ _ _ _ user system _ </proc/$$/stat; echo ticks $((user+system))";

    private static readonly SandboxLimits Small = new() { Memory = 64L << 20, Processes = 20, Cpu = 0.05, Timeout = TimeSpan.FromSeconds(30) };
    private readonly SandboxHome home = new();

    public static TheoryData<string> Mechanisms() => ["best", "process limits"];

    public void Dispose() => home.Dispose();

    [Theory(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    [MemberData(nameof(Mechanisms))]
    public async Task Invariant08_MemoryHog_IsKilledTheShellLives(string mechanism)
    {
        var result = await home.RunAsync(Hog, Small, SandboxHome.Create(Mechanism(mechanism)));
        var output = result.OutputText();
        Assert.DoesNotContain("status 0", output, StringComparison.Ordinal);
        Assert.True(result.End is SandboxEnd.MemoryLimit || output.Contains("alive", StringComparison.Ordinal), output);
        if (mechanism is "best" && SandboxHome.IsRoot)
        {
            Assert.True(result.MemoryKill);
            Assert.InRange(result.PeakMemory ?? 0, 32L << 20, 64L << 20);
        }
    }

    [Theory(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    [MemberData(nameof(Mechanisms))]
    public async Task Invariant08_ForkBomb_IsCappedAndGone(string mechanism)
    {
        var result = await home.RunAsync(Bomb, Small with { Timeout = TimeSpan.FromSeconds(2), Cpu = 1 }, SandboxHome.Create(Mechanism(mechanism)));
        var most = result.OutputText().Split('\n').LastOrDefault(line => line.StartsWith("most ", StringComparison.Ordinal));
        // The bomb may leave no process to count with; then only the timeout ends it.
        Assert.True(result.End is SandboxEnd.TimedOut || (most is not null && int.Parse(most[5..], CultureInfo.InvariantCulture) <= 2 * Small.Processes), result.OutputText());
        Assert.Empty(Leftovers.OfSandboxes());
    }

    [Fact(Skip = "Only control groups hold the processor.", SkipUnless = nameof(SandboxHome.IsRoot), SkipType = typeof(SandboxHome))]
    public async Task Invariant08_Spin_GetsItsShareOfTheProcessor()
    {
        Assert.InRange(await TicksAsync(null), 0, 15);
        Assert.InRange(await TicksAsync(new NoLimits()), 16, 100);
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Invariant08_WithoutLimits_HogAndBombGoThrough()
    {
        Assert.Contains("status 0", (await home.RunAsync(Hog, Small, SandboxHome.Create(new NoLimits()))).OutputText(), StringComparison.Ordinal);
        var many = (await home.RunAsync("for i in $(seq 60); do sleep 9 & done; set -- /proc/[0-9]*; echo $#", Small, SandboxHome.Create(new NoLimits()))).OutputText();
        Assert.InRange(int.Parse(many, CultureInfo.InvariantCulture), 60, 100);
        Assert.Empty(Leftovers.OfSandboxes());
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Invariant08_ProcessLimits_ManySmallProcessesCountTogether()
    {
        // Each stays below the limit of one process; together they pass it.
        const string Script = "for i in 1 2 3 4 5 6; do head -c 20m /dev/zero | (tail -n 1; sleep 20) >/dev/null & done; for i in 1 2 3 4; do perl -e '$x = \"x\" x (30 << 20); sleep 20' & done; wait";
        Assert.Equal(SandboxEnd.MemoryLimit, (await home.RunAsync(Script, Small with { Processes = 40 }, SandboxHome.Create(new ProcessLimits()))).End);
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsRootOnX64), SkipType = typeof(SandboxHome))]
    public async Task Invariant08_MemoryOfNoProcess_IsRefusedWhereNothingCountsIt()
    {
        const string Script = "perl -e 'print syscall(319, my $x = \"x\", 0) >= 0 ? \"made\" : \"refused\"'";
        Assert.Equal("refused", (await home.RunAsync(Script, Small, SandboxHome.Create(new ProcessLimits()))).OutputText());
        Assert.Equal("made", (await home.RunAsync(Script, Small)).OutputText());
    }

    private static ProcessLimits? Mechanism(string name) => name is "best" ? null : new ProcessLimits();

    private async Task<int> TicksAsync(ILimitMechanism? limits)
    {
        var output = (await home.RunAsync(Spin, Small, SandboxHome.Create(limits))).OutputText();
        return int.Parse(output.Trim()["ticks ".Length..], CultureInfo.InvariantCulture);
    }
}
