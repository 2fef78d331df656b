using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>Limits by the best that this machine has; for root that is control groups.</summary>
[Collection(SandboxesAlone.Name)]
public sealed class ControlGroupLimitTests : LimitConformance
{
    protected override string? Missing => SandboxHome.IsThere ? null : SandboxHome.Reason;

    protected override bool Measures => SandboxHome.IsRoot;

    [Fact(Skip = "Only control groups hold the processor.", SkipUnless = nameof(SandboxHome.IsRoot), SkipType = typeof(SandboxHome))]
    public async Task Invariant08_Spin_GetsItsShareOfTheProcessor()
    {
        Assert.InRange(await SpinTrial.RunAsync(Home, SandboxHome.Create()), 0, 15);
        Assert.InRange(await SpinTrial.RunAsync(Home, SandboxHome.Create(new NoLimits())), 16, 100);
    }

    private protected override ISandbox Create() => SandboxHome.Create();

    private protected override ISandbox CreateUnwatched() => SandboxHome.Create(without: Protections.WatchedHost);

    private protected override ISandbox CreateUnlimited() => SandboxHome.Create(new NoLimits());

    private protected override Task AssertNothingIsLeftAsync()
    {
        Assert.Empty(Leftovers.OfSandboxes());
        return Task.CompletedTask;
    }
}
