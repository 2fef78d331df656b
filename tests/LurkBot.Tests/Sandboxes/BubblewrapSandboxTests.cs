using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

[Collection(SandboxesAlone.Name)]
public sealed class BubblewrapSandboxTests : SandboxConformance
{
    public static bool IsThere => SandboxHome.IsThere;

    protected override string? Missing => IsThere ? null : SandboxHome.Reason;

    [Fact(Skip = "Only root has all of these protections.", SkipUnless = nameof(SandboxHome.IsRoot), SkipType = typeof(SandboxHome))]
    public async Task Run_DaemonWithoutProcessNamespaceAndLimits_WouldLive()
    {
        var mark = $"{Random.Shared.Next(100_000, 999_999)}";
        // The command waits for it: what has not begun yet would not be seen.
        await Home.RunAsync($"setsid sh -c 'touch begun; exec sleep {mark}' >/dev/null 2>&1 & until [ -e begun ]; do :; done", sandbox: SandboxHome.Create(new NoLimits(), Protections.OwnProcesses));
        Assert.True(Leftovers.Runs(mark, kill: true));
    }

    [Fact(Skip = "Only root may give folders away.", SkipUnless = nameof(SandboxHome.IsRoot), SkipType = typeof(SandboxHome))]
    public async Task Run_Root_EachWorkspaceHasAUserAndRootsFoldersAreNotTaken()
    {
        var users = new HashSet<string>();
        for (var i = 0; i < 3; i++)
        {
            var workspace = Path.Combine(Home.Path, $"workspace{i}");
            for (var again = 0; again < 2; again++)
                users.Add((await SandboxHome.Create().RunAsync(Home.Command("cut -d' ' -f1-20 /proc/self/uid_map | tr -s ' ' | cut -d' ' -f3; touch mine") with { Workspace = workspace }, default)).OutputText());
        }

        var full = Path.Combine(Home.Path, "full");
        Directory.CreateDirectory(full);
        await File.WriteAllTextAsync(Path.Combine(full, "file"), "");
        var error = await Assert.ThrowsAsync<SandboxException>(() => SandboxHome.Create().RunAsync(Home.Command("true") with { Workspace = full }, default));
        Assert.Contains("chown", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetDirectories(Home.Path, "workspace?").Select(FolderOwner.Of).Distinct().Count());
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public Task Run_FiftyInARow_LeaksNothing() => RunManyAsync(50);

    [Fact(Skip = LongTests.Reason, SkipUnless = nameof(LongTests.Enabled), SkipType = typeof(LongTests))]
    public Task Run_AThousandInARow_LeaksNothing() => RunManyAsync(1000);

    private async Task RunManyAsync(int count)
    {
        var sandbox = SandboxHome.Create();
        await Home.RunAsync("true", sandbox: sandbox);
        var (files, mounts, memory) = (Leftovers.OpenFiles(), Leftovers.Mounts(), Leftovers.Memory());
        for (var i = 0; i < count; i += 4)
        {
            var results = await Task.WhenAll(Enumerable.Range(i, 4).Select(number => Home.RunAsync($"echo {number}; sleep 1000 & exit {number % 50}", sandbox: sandbox)));
            for (var j = 0; j < 4; j++)
                Assert.Equal((SandboxEnd.Exited, (i + j) % 50, $"{i + j}\n"), (results[j].End, results[j].ExitCode, results[j].OutputText()));
        }

        Assert.Empty(Leftovers.OfSandboxes());
        Assert.Empty(Leftovers.Groups());
        // Other programs of this machine may unmount something meanwhile.
        Assert.InRange(Leftovers.Mounts(), 0, mounts);
        Assert.InRange(Leftovers.OpenFiles(), 0, files + 8);
        Assert.InRange(Leftovers.Memory(), 0, memory + (16 << 20));
    }

    private protected override ISandbox Create() => SandboxHome.Create();
}
