using LurkBot.Sandboxes;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Sandboxes;

public sealed class AttestedSandboxTests : IDisposable
{
    private readonly SandboxHome home = new();

    public void Dispose() => home.Dispose();

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Invariant08_WholeSandbox_IsProvedOnceKeptAndRuns()
    {
        var counting = new CountingSandbox(SandboxHome.Create());
        using var sandbox = new AttestedSandbox(counting, home.Path, new FakeTimeProvider());
        Assert.Equal("hello\n", (await sandbox.RunAsync(home.Command("echo hello"), default)).OutputText());
        Assert.Equal("again\n", (await sandbox.RunAsync(home.Command("echo again"), default)).OutputText());
        Assert.Equal(5, counting.Runs);
        var proof = await sandbox.ProveAsync(default);
        Assert.True(proof.Held, string.Join("; ", proof.Checks));
        Assert.Contains("local sockets alone, ", proof.Checks.Single(check => check.Name is SandboxProbe.KernelMemory).Detail, StringComparison.Ordinal);
        Assert.Contains(proof.Holders, holder => holder.Limit is SandboxProbe.KernelMemory);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(Path.Combine(home.Path, SandboxProofFile.Name)));
            Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(Path.Combine(home.Path, "workspaces")));
        }

        Assert.Contains("\"held\": true", await File.ReadAllTextAsync(Path.Combine(home.Path, SandboxProofFile.Name)), StringComparison.Ordinal);
        // The trial leaves neither its secret nor its workspace.
        Assert.Empty(Directory.GetFileSystemEntries(home.Path, "*probe*", SearchOption.AllDirectories));
    }

    [Theory(Skip = "Only root has all of these protections.", SkipUnless = nameof(SandboxHome.IsRoot), SkipType = typeof(SandboxHome))]
    [InlineData(nameof(Protections.Seccomp), "no privileges")]
    [InlineData(nameof(Protections.OwnProcesses), "namespaces of its own")]
    [InlineData(nameof(Protections.OwnNetwork), "no network")]
    [InlineData(nameof(Protections.ReadOnlyRoot), "nothing outside the workspace can be written")]
    [InlineData(nameof(Protections.FileSize), "file size limit")]
    [InlineData(nameof(Protections.Seccomp), "kernel memory (sockets that no limit counts: 2 2 0")]
    [InlineData(nameof(Protections.WatchedHost), "kernel memory (a command took 400000 file locks and was not ended")]
    [InlineData("limits", "memory limit")]
    [InlineData("limits", "process limit")]
    public async Task Invariant08_ProtectionMissing_ProofFailsAndNothingRuns(string missing, string check)
    {
        var without = Enum.TryParse<Protections>(missing, out var protection) ? protection : Protections.None;
        using var sandbox = new AttestedSandbox(SandboxHome.Create(missing is "limits" ? new NoLimits() : null, without), home.Path, new FakeTimeProvider());
        var error = await Assert.ThrowsAsync<SandboxException>(() => sandbox.RunAsync(home.Command("touch ran"), default));
        Assert.Contains(check, error.Message, StringComparison.Ordinal);
        Assert.Contains("lurkbot doctor", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(home.Workspace));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Invariant08_NoControlGroups_ProcessLimitsAreProvedToo()
    {
        using var sandbox = new AttestedSandbox(SandboxHome.Create(new ProcessLimits()), home.Path, new FakeTimeProvider());
        var proof = await sandbox.ProveAsync(default);
        Assert.True(proof.Held, string.Join("; ", proof.Checks));
    }

    [Theory]
    [InlineData(nameof(SandboxEnd.MemoryLimit), 137, true)] // everything was killed
    [InlineData(nameof(SandboxEnd.Exited), 137, true)] // the program was
    [InlineData(nameof(SandboxEnd.Exited), 1, true)] // it got no memory and gave up
    [InlineData(nameof(SandboxEnd.Exited), 0, false)]
    [InlineData(nameof(SandboxEnd.TimedOut), 137, false)]
    public void Judge_CommandThatTakesMemory_HeldWhenItWasEnded(string end, int code, bool held)
    {
        var result = new SandboxResult { ExitCode = code, End = Enum.Parse<SandboxEnd>(end), Output = default, Duration = TimeSpan.Zero };
        var checks = new SandboxProbe("/secret", 1, new Dictionary<string, string>(), []).Judge("", result, result, connected: false, isHere: true);
        Assert.Equal(held, checks.Single(check => check.Name is "memory limit").Held);
    }

    [Fact]
    public void Judge_KernelMemoryNotTried_IsNotClaimed()
    {
        var result = new SandboxResult { ExitCode = 0, End = SandboxEnd.Exited, Output = "none\n"u8.ToArray(), Duration = TimeSpan.Zero };
        Assert.False(SandboxProbe.IsMeasured(result));
        var checks = new SandboxProbe("/secret", 1, new Dictionary<string, string>(), []).Judge("", result, result, connected: false, isHere: true);
        Assert.StartsWith("not tried", checks.Single(check => check.Name is SandboxProbe.KernelMemory).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invariant08_BackendThatOnlyPretends_ProofFails()
    {
        using var sandbox = new AttestedSandbox(new PretendingSandbox(), home.Path, new FakeTimeProvider());
        await Assert.ThrowsAsync<SandboxException>(() => sandbox.RunAsync(home.Command("true"), default));
    }

    private sealed class CountingSandbox(ISandbox inner) : ISandbox
    {
        private int runs;

        public int Runs => runs;

        public string Name => inner.Name;

        public IReadOnlyList<LimitEnforcement> Holders => inner.Holders;

        public Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref runs);
            return inner.RunAsync(command, cancellationToken);
        }
    }

    /// <summary>Says that all is well and does nothing.</summary>
    private sealed class PretendingSandbox : ISandbox
    {
        public string Name => "pretending";

        public IReadOnlyList<LimitEnforcement> Holders => [];

        public Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken) =>
            Task.FromResult(new SandboxResult { ExitCode = 0, End = SandboxEnd.Exited, Output = "end=yes\n"u8.ToArray(), Duration = TimeSpan.Zero });
    }
}
