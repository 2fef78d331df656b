using LurkBot.Configuration;
using LurkBot.Sandboxes;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Sandboxes;

/// <summary>Which backend is used, and that none replaces one that was asked for.</summary>
public sealed class SandboxChoiceTests : IDisposable
{
    private readonly SandboxHome home = new();

    public void Dispose() => home.Dispose();

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Prove_FirstIsMissingOrDoesNotHold_TakesTheNext()
    {
        using var missing = new AttestedSandbox([Missing("one"), Holding("two")], home.Path, new FakeTimeProvider());
        Assert.Equal("one", missing.Name);
        Assert.Equal("hello\n", (await missing.RunAsync(home.Command("echo hello"), default)).OutputText());
        Assert.Equal("bubblewrap", missing.Name);

        using var broken = new AttestedSandbox([Broken(), Holding("two")], home.Path, new FakeTimeProvider());
        Assert.True((await broken.ProveAsync(default)).Held);
        Assert.Equal("bubblewrap", broken.Name);
        Assert.Contains("\"backend\": \"bubblewrap\"", await File.ReadAllTextAsync(Path.Combine(home.Path, SandboxProofFile.Name)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prove_NoneHolds_SaysWhyAndRunsNothing()
    {
        using var missing = new AttestedSandbox([Missing("one"), Missing("two")], home.Path, new FakeTimeProvider());
        Assert.Equal("one: install one two: install two", (await Assert.ThrowsAsync<SandboxException>(() => missing.RunAsync(home.Command("true"), default))).Message);
        using var broken = new AttestedSandbox([Broken(), Missing("two")], home.Path, new FakeTimeProvider());
        Assert.Contains("does not hold", (await Assert.ThrowsAsync<SandboxException>(() => broken.RunAsync(home.Command("true"), default))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(home.Workspace));
    }

    [Theory]
    [InlineData(nameof(SandboxBackend.Auto), null, "bubblewrap")]
    [InlineData(nameof(SandboxBackend.Auto), "image", "bubblewrap")]
    [InlineData(nameof(SandboxBackend.Bubblewrap), "image", "bubblewrap")]
    [InlineData(nameof(SandboxBackend.Docker), "image", "docker")]
    [InlineData(nameof(SandboxBackend.Docker), null, "docker")]
    public void Create_Setting_BeginsWithTheBackend(string backend, string? image, string name)
    {
        if (!OperatingSystem.IsLinux())
            return;
        var options = new LurkBotOptions { Home = home.Path };
        (options.Sandbox.Backend, options.Sandbox.Image) = (Enum.Parse<SandboxBackend>(backend), image);
        using var sandbox = SandboxBackends.Create(options, TimeProvider.System);
        Assert.Equal(name, sandbox.Name);
    }

    [Fact]
    public async Task Program_DockerByNameAndNobodyThere_RefusesThoughBubblewrapWouldHold()
    {
        using var run = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "sandbox", "run", "true"], ("LURKBOT_HOME", home.Path), ("LURKBOT_SANDBOX_BACKEND", "docker"), ("LURKBOT_SANDBOX_IMAGE", "debian"), ("DOCKER_HOST", "unix:///nowhere/docker.sock"));
        var (code, _, error) = await run.FinishAsync();
        Assert.NotEqual(0, code);
        if (OperatingSystem.IsLinux())
            Assert.Contains("sudo systemctl start docker", error, StringComparison.Ordinal);
    }

    private static SandboxChoice Missing(string name) => new(name, () => throw new SandboxException("install " + name));

    private static SandboxChoice Holding(string name) => new(name, () => SandboxHome.Create());

    private static SandboxChoice Broken() => new("broken", () => new BrokenSandbox());

    /// <summary>Runs nothing and says that it did.</summary>
    private sealed class BrokenSandbox : ISandbox
    {
        public string Name => "broken";

        public IReadOnlyList<LimitEnforcement> Holders => [];

        public Task<SandboxResult> RunAsync(SandboxCommand command, CancellationToken cancellationToken) =>
            Task.FromResult(new SandboxResult { ExitCode = 0, End = SandboxEnd.Exited, Output = default, Duration = TimeSpan.Zero });
    }
}
