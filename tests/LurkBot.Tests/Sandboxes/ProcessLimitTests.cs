using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>Limits where there are no control groups.</summary>
[Collection(SandboxesAlone.Name)]
public sealed class ProcessLimitTests : LimitConformance
{
    protected override string? Missing => SandboxHome.IsThere ? null : SandboxHome.Reason;

    protected override bool Measures => false;

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Invariant08_ManySmallProcesses_CountTogether()
    {
        // Each stays below the limit of one process; together they pass it.
        const string Script = "for i in 1 2 3 4 5 6; do head -c 20m /dev/zero | (tail -n 1; sleep 20) >/dev/null & done; for i in 1 2 3 4; do perl -e '$x = \"x\" x (30 << 20); sleep 20' & done; wait";
        Assert.Equal(SandboxEnd.MemoryLimit, (await Home.RunAsync(Script, Small with { Processes = 40 }, Create())).End);
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsRootOnX64), SkipType = typeof(SandboxHome))]
    public async Task Invariant08_MemoryOfNoProcess_IsRefusedWhereNothingCountsIt()
    {
        const string Script = "perl -e 'print syscall(319, my $x = \"x\", 0) >= 0 ? \"made\" : \"refused\"'";
        Assert.Equal("refused", (await Home.RunAsync(Script, Small, Create())).OutputText());
        Assert.Equal("made", (await Home.RunAsync(Script, Small)).OutputText());
    }

    private protected override ISandbox Create() => SandboxHome.Create(new ProcessLimits());

    private protected override ISandbox CreateUnwatched() => SandboxHome.Create(new ProcessLimits(), Protections.WatchedHost);

    private protected override ISandbox CreateUnlimited() => SandboxHome.Create(new NoLimits());

    private protected override Task AssertNothingIsLeftAsync()
    {
        Assert.Empty(Leftovers.OfSandboxes());
        return Task.CompletedTask;
    }
}
