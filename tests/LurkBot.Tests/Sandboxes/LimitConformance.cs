using System.Globalization;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>Limits of memory and processes that every backend holds, and what happens without them.</summary>
public abstract class LimitConformance : IDisposable
{
    private const string Hog = "head -c 200m /dev/zero | tail -n 1 | wc -c; echo status ${PIPESTATUS[1]}; echo alive";
    private const string Bomb = "bomb() { bomb | bomb & }; (bomb) 2>/dev/null; most=0; same=0; while [ $same -lt 300 ]; do set -- /proc/[0-9]*; if [ $# -gt $most ]; then most=$#; same=0; else same=$((same+1)); fi; [ $most -gt 200 ] && break; done; echo most $most";

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

    private protected abstract ISandbox Create();

    private protected abstract ISandbox CreateUnlimited();

    private protected abstract Task AssertNothingIsLeftAsync();

    protected virtual void Dispose(bool isDisposing) => Home.Dispose();
}
