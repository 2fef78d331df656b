using System.Globalization;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>Limits of memory and processes that every backend holds, and what happens without them.</summary>
public abstract class LimitConformance : IDisposable
{
    private const string Hog = "head -c 200m /dev/zero | tail -n 1 | wc -c; echo status ${PIPESTATUS[1]}; echo alive";
    private const string Bomb = "bomb() { bomb | bomb & }; (bomb) 2>/dev/null; most=0; same=0; while [ $same -lt 300 ]; do set -- /proc/[0-9]*; if [ $# -gt $most ]; then most=$#; same=0; else same=$((same+1)); fi; [ $most -gt 200 ] && break; done; echo most $most";

    private const string Locks = "LC_ALL=C exec perl -e 'for my $name (1..400) { open my $file, \">\", \"/tmp/$name\" or die; push @open, $file; for (1..1500) { fcntl($file, 6, pack(\"s s x4 q q l x4\", 1, 0, 1e6 - 2 * $_, 1, 0)) or die } } print \"BROKEN\"'";

    /// <summary>Why the backend cannot be tried here; null if it can.</summary>
    protected abstract string? Missing { get; }

    /// <summary>Whether it tells that memory was the reason, and how much there was.</summary>
    protected virtual bool Measures => true;

    private protected static SandboxLimits Small { get; } = new() { Memory = 64L << 20, Processes = 20, Timeout = TimeSpan.FromSeconds(30) };

    private protected SandboxHome Home { get; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Invariant08_MemoryHog_IsKilledTheShellLives()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var result = await Home.RunAsync(Hog, Small, Create());
        var output = result.OutputText();
        Assert.DoesNotContain("status 0", output, StringComparison.Ordinal);
        Assert.True(result.End is SandboxEnd.MemoryLimit || output.Contains("alive", StringComparison.Ordinal), output);
        if (!Measures)
            return;
        Assert.True(result.MemoryKill);
        Assert.InRange(result.PeakMemory ?? 0, 32L << 20, 64L << 20);
    }

    [Fact]
    public async Task Invariant08_ForkBomb_IsCappedAndGone()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var result = await Home.RunAsync(Bomb, Small with { Timeout = TimeSpan.FromSeconds(2) }, Create());
        var most = result.OutputText().Split('\n').LastOrDefault(line => line.StartsWith("most ", StringComparison.Ordinal));
        // The bomb may leave no process to count with; then only the timeout ends it.
        Assert.True(result.End is SandboxEnd.TimedOut || (most is not null && int.Parse(most[5..], CultureInfo.InvariantCulture) <= 2 * Small.Processes), result.OutputText());
        await AssertNothingIsLeftAsync();
    }

    [Fact]
    public async Task Invariant08_WithoutLimits_HogAndManyProcessesGoThrough()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        Assert.Contains("status 0", (await Home.RunAsync(Hog, Small, CreateUnlimited())).OutputText(), StringComparison.Ordinal);
        var many = (await Home.RunAsync("for i in $(seq 60); do sleep 9 & done; set -- /proc/[0-9]*; echo $#", Small, CreateUnlimited())).OutputText();
        Assert.InRange(int.Parse(many, CultureInfo.InvariantCulture), 60, 100);
        await AssertNothingIsLeftAsync();
    }

    /// <summary>Kernel memory that no limit counts: 64 MB of it are taken in well under a second.</summary>
    [Fact]
    public async Task Invariant08_FileLocks_AreStopped()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        Assert.SkipUnless((await Home.RunAsync("command -v perl", sandbox: Create())).ExitCode == 0, "There is no perl inside.");
        var result = await Home.RunAsync(Locks, Small, Create());
        Assert.Equal((SandboxEnd.KernelMemory, ""), (result.End, result.OutputText()));
        Assert.Contains("file locks", result.Explain(Small), StringComparison.Ordinal);
        Assert.Equal("BROKEN", (await Home.RunAsync(Locks, Small, CreateUnwatched())).OutputText());
    }

    [Fact]
    public async Task Invariant08_ManyFiles_AreStoppedAndMayBeDeleted()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var few = Small with { Files = 500 };
        var result = await Home.RunAsync("i=0; while [ $i -lt 2000000 ]; do i=$((i+1)); : >f$i; done; echo BROKEN", few, Create());
        Assert.Equal((SandboxEnd.FileLimit, ""), (result.End, result.OutputText()));
        Assert.Contains("LURKBOT_SANDBOX_FILES", result.Explain(few), StringComparison.Ordinal);
        Assert.Equal((SandboxEnd.Exited, "gone\n"), await EndAsync("for i in $(seq 10 99); do rm -f f$i*; done; rm -f f?; sleep 0.3; echo gone", few));
        Assert.Equal((SandboxEnd.Exited, "few\n"), await EndAsync("for i in $(seq 400); do : >f$i; done; sleep 0.3; echo few", few));
    }

    private async Task<(SandboxEnd, string)> EndAsync(string script, SandboxLimits limits)
    {
        var result = await Home.RunAsync(script, limits, Create());
        return (result.End, result.OutputText());
    }

    private protected abstract ISandbox Create();

    private protected abstract ISandbox CreateUnwatched();

    private protected abstract ISandbox CreateUnlimited();

    private protected abstract Task AssertNothingIsLeftAsync();

    protected virtual void Dispose(bool isDisposing) => Home.Dispose();
}
