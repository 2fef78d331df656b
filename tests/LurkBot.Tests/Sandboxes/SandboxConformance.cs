using System.Text;
using LurkBot.Sandboxes;

namespace LurkBot.Tests.Sandboxes;

/// <summary>How every backend runs commands.</summary>
public abstract class SandboxConformance : IDisposable
{
    /// <summary>Why the backend cannot be tried here; null if it can.</summary>
    protected abstract string? Missing { get; }

    private protected SandboxHome Home { get; } = new();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Run_CommandThatWritesAndFails_GivesOutputInOrderAndTheCode()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var result = await RunAsync("echo one; echo two >&2; echo three; exit 42");
        Assert.Equal((42, SandboxEnd.Exited, "one\ntwo\nthree\n"), (result.ExitCode, result.End, result.OutputText()));
        Assert.True(result.Duration > TimeSpan.Zero);
        Assert.Null(result.Explain(new SandboxLimits()));
    }

    [Fact]
    public async Task Run_InputAndErrorsApart_PassesBytesThrough()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var input = Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 7)).ToArray();
        var result = await Create().RunAsync(Home.Command("cat; echo error >&2") with { Input = input, SeparateErrors = true, MaximumOutput = 4_000_000 }, default);
        Assert.True(input.AsSpan().SequenceEqual(result.Output.Span));
        Assert.Equal("error\n", Encoding.UTF8.GetString(result.Errors.Span));
        // A command that does not read its input ends all the same.
        Assert.Equal(0, (await Create().RunAsync(Home.Command("exec <&-") with { Input = input }, default)).ExitCode);
    }

    [Fact]
    public async Task Run_LongScriptAndQuotes_AreTheCommandsOwn()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var script = string.Concat(Enumerable.Repeat("# a line of a script that is longer than one argument may be\n", 20_000)) + "echo \"$0 ' $(basename \"$PWD\")\"";
        Assert.Equal("/run/command ' workspace\n", (await RunAsync(script)).OutputText());
    }

    [Fact]
    public async Task Run_TwoCommands_ShareTheWorkspaceAndNothingElse()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        await RunAsync("echo kept >file; echo gone >/tmp/file");
        Assert.Equal("kept\n1\n", (await RunAsync("cat file; ls /tmp | wc -l | tr 0 1")).OutputText());
        Assert.Equal("kept\n", await File.ReadAllTextAsync(Path.Combine(Home.Workspace, "file")));
        if (!OperatingSystem.IsWindows())
            Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(Home.Workspace));
    }

    [Fact]
    public async Task Run_AWorkspaceThatIsOnlyRead_IsSeenAndNotChanged()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        await RunAsync("echo kept >file");
        var result = await Create().RunAsync(Home.Command("cat file; echo changed >file; rm file; echo new >other; mount -o remount,rw /workspace; echo again >file") with { IsReadOnly = true }, default);
        Assert.StartsWith("kept\n", result.OutputText(), StringComparison.Ordinal);
        Assert.Equal(("kept\n", 1), (await File.ReadAllTextAsync(Path.Combine(Home.Workspace, "file")), Directory.GetFiles(Home.Workspace).Length));
        // Whose folder it is stays as it is, and nothing is made.
        await Assert.ThrowsAsync<SandboxException>(() => Create().RunAsync(Home.Command("true") with { Workspace = Path.Combine(Home.Workspace, "none"), IsReadOnly = true }, default));
        Assert.False(Directory.Exists(Path.Combine(Home.Workspace, "none")));
    }

    [Fact]
    public async Task Run_TooLong_KillsTheCommandAndItsDaemons()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var mark = $"{Random.Shared.Next(100_000, 999_999)}";
        var result = await RunAsync($"(setsid sleep {mark} &); trap '' TERM INT HUP; echo begun; while :; do :; done", new SandboxLimits { Timeout = TimeSpan.FromMilliseconds(700) });
        Assert.Equal((SandboxEnd.TimedOut, 137, "begun\n"), (result.End, result.ExitCode, result.OutputText()));
        Assert.Contains("LURKBOT_SANDBOX_TIMEOUT", result.Explain(new SandboxLimits()), StringComparison.Ordinal);
        Assert.False(Leftovers.Runs(mark));
    }

    [Fact]
    public async Task Run_DaemonOutlivesTheCommand_IsDeadWhenItEnds()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var mark = $"{Random.Shared.Next(100_000, 999_999)}";
        Assert.Equal("done\n", (await RunAsync($"setsid nohup sleep {mark} >/dev/null 2>&1 & disown; echo done")).OutputText());
        Assert.False(Leftovers.Runs(mark));
    }

    [Fact]
    public async Task Run_Cancelled_KillsTheCommand()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        using var cancellation = new CancellationTokenSource();
        var mark = $"{Random.Shared.Next(100_000, 999_999)}";
        var run = RunAsync($"touch begun; sleep {mark}", cancellationToken: cancellation.Token);
        while (!File.Exists(Path.Combine(Home.Workspace, "begun")))
            await Task.Yield();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.False(Leftovers.Runs(mark));
    }

    [Fact]
    public async Task Run_Flood_IsCutThenStopped()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var cut = await Create().RunAsync(Home.Command("head -c 300000 /dev/zero | tr '\\0' x") with { MaximumOutput = 1000 }, default);
        Assert.Equal((SandboxEnd.Exited, 0, 1000, true), (cut.End, cut.ExitCode, cut.Output.Length, cut.OutputCut));
        Assert.EndsWith("[cut: only the first 1000 bytes were kept]", cut.OutputText(), StringComparison.Ordinal);
        var flood = await Create().RunAsync(Home.Command("yes") with { MaximumOutput = 1000 }, default);
        Assert.Equal((SandboxEnd.OutputLimit, 1000), (flood.End, flood.Output.Length));
    }

    [Fact]
    public async Task Run_TwoFirstCommandsAtOnce_AgreeOnTheWorkspacesUser()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(number => RunAsync($"echo {number} >>all")));
        Assert.All(results, result => Assert.Equal((0, ""), (result.ExitCode, result.OutputText())));
        Assert.Equal("4\n", (await RunAsync("wc -l <all")).OutputText());
    }

    [Fact]
    public async Task Run_NetworkAskedFor_RefusesAndSaysSo()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var error = await Assert.ThrowsAsync<SandboxException>(() => RunAsync("true", new SandboxLimits { Network = true }));
        Assert.Contains("LURKBOT_SANDBOX_NETWORK", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_WorkspaceIsALinkOrAFile_Refuses()
    {
        Assert.SkipWhen(Missing is not null, Missing ?? "");
        var link = Path.Combine(Home.Path, "link");
        Directory.CreateSymbolicLink(link, "/etc");
        await Assert.ThrowsAsync<SandboxException>(() => Create().RunAsync(Home.Command("true") with { Workspace = link }, default));
        var file = Path.Combine(Home.Path, "file");
        await File.WriteAllTextAsync(file, "");
        await Assert.ThrowsAsync<SandboxException>(() => Create().RunAsync(Home.Command("true") with { Workspace = file }, default));
    }

    private protected abstract ISandbox Create();

    private protected Task<SandboxResult> RunAsync(string script, SandboxLimits? limits = null, CancellationToken cancellationToken = default) =>
        Home.RunAsync(script, limits, Create(), cancellationToken);

    protected virtual void Dispose(bool isDisposing) => Home.Dispose();
}
