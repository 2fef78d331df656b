namespace LurkBot.Tests.Cli;

public sealed class OwnEnvironmentTests
{
    /// <summary>The key is used, and neither the process's environment nor its children show it.</summary>
    [Fact]
    public async Task Start_KeyInTheEnvironment_IsReadAndThenSeenByNoOtherProgram()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        const string Key = "sk-test-key-that-must-not-show";
        using var home = new TemporaryFolder();
        var socket = Path.Combine(home.Path, "run", "gateway.sock");
        using var gateway = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "gateway", "start"], [("LURKBOT_HOME", home.Path), ("LURKBOT_GATEWAY_LISTEN", $"unix:{socket}"), ("LURKBOT_OPENAI_API_KEY", Key)]);
        while (await gateway.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Ready.", StringComparison.Ordinal))
        {
        }

        var environment = await File.ReadAllTextAsync($"/proc/{gateway.Id}/environ");
        await gateway.KillAsync();
        Assert.True(File.Exists(socket));
        Assert.Contains("LURKBOT_OPENAI_API_KEY=", environment, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, environment, StringComparison.Ordinal);

        using var config = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "config", "show"], [("LURKBOT_HOME", home.Path), ("LURKBOT_OPENAI_API_KEY", Key)]);
        Assert.Contains("••••show", (await config.FinishAsync()).Output, StringComparison.Ordinal);
    }
}
