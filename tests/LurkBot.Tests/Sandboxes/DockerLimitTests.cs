using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

[Collection(PodmanTests.Name)]
public sealed class DockerLimitTests(PodmanService podman) : LimitConformance
{
    protected override string? Missing => podman.Problem;

    /// <summary>What a container used can be read only until it has ended; a short one may be gone before.</summary>
    protected override bool Measures => false;

    [Fact]
    public async Task Run_ThatLasts_TellsItsMemoryAndThatItWasKilledForIt()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var time = new CountingTime();
        using var sandbox = podman.Create(Home.Path, time: time);
        var running = Home.RunAsync("head -c 200m /dev/zero | tail -n 1 >/dev/null; touch begun; until [ -e done ]; do sleep 0.1; done; exit 1", Small, sandbox);
        while (!File.Exists(Path.Combine(Home.Workspace, "begun")) && !running.IsCompleted)
            await Task.Yield();
        var looks = time.Timers + 2;
        while (time.Timers < looks && !running.IsCompleted)
            await Task.Yield();
        await File.WriteAllTextAsync(Path.Combine(Home.Workspace, "done"), "");
        var result = await running;
        Assert.Equal((SandboxEnd.MemoryLimit, true), (result.End, result.MemoryKill));
        Assert.InRange(result.PeakMemory ?? 0, 32L << 20, 64L << 20);
    }

    [Fact]
    public async Task Invariant08_Spin_GetsItsShareOfTheProcessor()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        Assert.InRange(await SpinTrial.RunAsync(Home, Create()), 0, 15);
        Assert.InRange(await SpinTrial.RunAsync(Home, CreateUnlimited()), 16, 100);
    }

    private protected override ISandbox Create() => podman.Shared;

    private protected override ISandbox CreateUnwatched() => podman.Create(Home.Path, DockerProtections.WatchedHost);

    private protected override ISandbox CreateUnlimited() => podman.Create(Home.Path, DockerProtections.Limits);

    private protected override async Task AssertNothingIsLeftAsync() => Assert.Equal("", await podman.ContainersAsync(podman.Home) + await podman.ContainersAsync(Home.Path));

    /// <summary>Counts what is waited for, which is every look at a container.</summary>
    private sealed class CountingTime : TimeProvider
    {
        private int timers;

        public int Timers => Volatile.Read(ref timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref timers);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
