using System.Globalization;
using System.Text;
using LurkBot.Sandboxes;
using LurkBot.Sandboxes.Bubblewrap;

namespace LurkBot.Tests.Sandboxes;

[Collection(SandboxesAlone.Name)]
public sealed class BubblewrapSandboxTests : IDisposable
{
    private readonly SandboxHome home = new();

    public static bool IsThere => SandboxHome.IsThere;

    public void Dispose() => home.Dispose();

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public async Task Run_CommandThatWritesAndFails_GivesOutputInOrderAndTheCode()
    {
        var result = await home.RunAsync("echo one; echo two >&2; echo three; exit 42");
        Assert.Equal((42, SandboxEnd.Exited, "one\ntwo\nthree\n"), (result.ExitCode, result.End, result.OutputText()));
        Assert.True(result.Duration > TimeSpan.Zero);
        Assert.Null(result.Explain(new SandboxLimits()));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public async Task Run_InputAndErrorsApart_PassesBytesThrough()
    {
        var input = Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7)).ToArray();
        var result = await SandboxHome.Create().RunAsync(home.Command("cat; echo error >&2") with { Input = input, SeparateErrors = true, MaximumOutput = 4_000_000 }, default);
        Assert.True(input.AsSpan().SequenceEqual(result.Output.Span));
        Assert.Equal("error\n", Encoding.UTF8.GetString(result.Errors.Span));
        // A command that does not read its input ends all the same.
        Assert.Equal(0, (await SandboxHome.Create().RunAsync(home.Command("exec <&-") with { Input = input }, default)).ExitCode);
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public async Task Run_LongScriptAndQuotes_AreTheCommandsOwn()
    {
        var script = string.Concat(Enumerable.Repeat("# a line of a script that is longer than one argument may be\n", 20_000)) + "echo \"$0 ' $(basename \"$PWD\")\"";
        Assert.Equal("/run/command ' workspace\n", (await home.RunAsync(script)).OutputText());
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public async Task Run_TwoCommands_ShareTheWorkspaceAndNothingElse()
    {
        await home.RunAsync("echo kept >file; echo gone >/tmp/file");
        Assert.Equal("kept\n1\n", (await home.RunAsync("cat file; ls /tmp | wc -l | tr 0 1")).OutputText());
        Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(home.Workspace, "file")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(home.Workspace));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public async Task Run_TooLong_KillsTheCommandAndItsDaemons()
    {
        var mark = $"{Random.Shared.Next(100_000, 999_999)}";
        var result = await home.RunAsync($"(setsid sleep {mark} &); trap '' TERM INT HUP; echo begun; while :; do :; done", new SandboxLimits { Timeout = TimeSpan.FromMilliseconds(700) });
        Assert.Equal((SandboxEnd.TimedOut, 137, "begun\n"), (result.End, result.ExitCode, result.OutputText()));
        Assert.Contains("LURKBOT_SANDBOX_TIMEOUT", result.Explain(new SandboxLimits()), StringComparison.Ordinal);
        Assert.False(Runs(mark));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public async Task Run_DaemonOutlivesTheCommand_IsDeadWhenItEnds()
    {
        var mark = $"{Random.Shared.Next(100_000, 999_999)}";
        Assert.Equal("done\n", (await home.RunAsync($"setsid nohup sleep {mark} >/dev/null 2>&1 & disown; echo done")).OutputText());
        Assert.False(Runs(mark));
    }

    [Fact(Skip = "Only root has all of these protections.", SkipUnless = nameof(SandboxHome.IsRoot), SkipType = typeof(SandboxHome))]
    public async Task Run_DaemonWithoutProcessNamespaceAndLimits_WouldLive()
    {
        var mark = $"{Random.Shared.Next(100_000, 999_999)}";
        await home.RunAsync($"setsid nohup sleep {mark} >/dev/null 2>&1 & disown; echo done", sandbox: SandboxHome.Create(new NoLimits(), Protections.OwnProcesses));
        Assert.True(Runs(mark, kill: true));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public async Task Run_Cancelled_KillsTheCommand()
    {
        using var cancellation = new CancellationTokenSource();
        var mark = $"{Random.Shared.Next(100_000, 999_999)}";
        var run = home.RunAsync($"touch begun; sleep {mark}", cancellationToken: cancellation.Token);
        while (!File.Exists(Path.Combine(home.Workspace, "begun")))
            await Task.Yield();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.False(Runs(mark));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public async Task Run_Flood_IsCutThenStopped()
    {
        var cut = await SandboxHome.Create().RunAsync(home.Command("head -c 300000 /dev/zero | tr '\\0' x") with { MaximumOutput = 1000 }, default);
        Assert.Equal((SandboxEnd.Exited, 0, 1000, true), (cut.End, cut.ExitCode, cut.Output.Length, cut.OutputCut));
        Assert.EndsWith("[cut: only the first 1000 bytes were kept]", cut.OutputText(), StringComparison.Ordinal);
        var flood = await SandboxHome.Create().RunAsync(home.Command("yes") with { MaximumOutput = 1000 }, default);
        Assert.Equal((SandboxEnd.OutputLimit, 1000), (flood.End, flood.Output.Length));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public async Task Run_NetworkAskedFor_RefusesAndSaysSo()
    {
        var error = await Assert.ThrowsAsync<SandboxException>(() => home.RunAsync("true", new SandboxLimits { Network = true }));
        Assert.Contains("LURKBOT_SANDBOX_NETWORK=false", error.Message, StringComparison.Ordinal);
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public async Task Run_WorkspaceIsALinkOrAFile_Refuses()
    {
        var link = Path.Combine(home.Path, "link");
        Directory.CreateSymbolicLink(link, "/etc");
        await Assert.ThrowsAsync<SandboxException>(() => SandboxHome.Create().RunAsync(home.Command("true") with { Workspace = link }, default));
        var file = Path.Combine(home.Path, "file");
        await File.WriteAllTextAsync(file, "");
        await Assert.ThrowsAsync<SandboxException>(() => SandboxHome.Create().RunAsync(home.Command("true") with { Workspace = file }, default));
    }

    [Fact(Skip = "Only root may give folders away.", SkipUnless = nameof(SandboxHome.IsRoot), SkipType = typeof(SandboxHome))]
    public async Task Run_Root_EachWorkspaceHasAUserAndRootsFoldersAreNotTaken()
    {
        var users = new HashSet<string>();
        for (var i = 0; i < 3; i++)
        {
            var workspace = Path.Combine(home.Path, $"workspace{i}");
            for (var again = 0; again < 2; again++)
                users.Add((await SandboxHome.Create().RunAsync(home.Command("cut -d' ' -f1-20 /proc/self/uid_map | tr -s ' ' | cut -d' ' -f3; touch mine") with { Workspace = workspace }, default)).OutputText());
        }

        var full = Path.Combine(home.Path, "full");
        Directory.CreateDirectory(full);
        await File.WriteAllTextAsync(Path.Combine(full, "file"), "");
        var error = await Assert.ThrowsAsync<SandboxException>(() => SandboxHome.Create().RunAsync(home.Command("true") with { Workspace = full }, default));
        Assert.Contains("chown", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetDirectories(home.Path, "workspace?").Select(FolderOwner.Of).Distinct().Count());
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(IsThere))]
    public Task Run_FiftyInARow_LeaksNothing() => RunManyAsync(50);

    [Fact(Skip = LongTests.Reason, SkipUnless = nameof(LongTests.Enabled), SkipType = typeof(LongTests))]
    public Task Run_AThousandInARow_LeaksNothing() => RunManyAsync(1000);

    private async Task RunManyAsync(int count)
    {
        var sandbox = SandboxHome.Create();
        await home.RunAsync("true", sandbox: sandbox);
        var (files, mounts) = (Leftovers.OpenFiles(), Leftovers.Mounts());
        for (var i = 0; i < count; i += 4)
        {
            var results = await Task.WhenAll(Enumerable.Range(i, 4).Select(number => home.RunAsync($"echo {number}; sleep 1000 & exit {number % 50}", sandbox: sandbox)));
            for (var j = 0; j < 4; j++)
                Assert.Equal((SandboxEnd.Exited, (i + j) % 50, $"{i + j}\n"), (results[j].End, results[j].ExitCode, results[j].OutputText()));
        }

        Assert.Empty(Leftovers.OfSandboxes());
        Assert.Empty(Leftovers.Groups());
        Assert.Equal(mounts, Leftovers.Mounts());
        Assert.InRange(Leftovers.OpenFiles(), 0, files + 8);
    }

    /// <summary>Whether a command with this mark is among all processes of the machine.</summary>
    private static bool Runs(string mark, bool kill = false)
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
        {
            try
            {
                if (!File.ReadAllText(Path.Combine(folder, "cmdline")).Contains($"sleep\0{mark}", StringComparison.Ordinal))
                    continue;
                if (kill)
                    System.Diagnostics.Process.GetProcessById(int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)).Kill();
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It has just ended.
            }
        }

        return false;
    }
}
