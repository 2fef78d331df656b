using System.Text.Json;
using LurkBot.Tests.Models;
using LurkBot.Tests.Sandboxes;

namespace LurkBot.Tests.Cli;

/// <summary><c>lurkbot doctor</c> on sound and on broken homes.</summary>
public sealed class DoctorTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Doctor_SoundHome_PassesAndTriesTheSandbox()
    {
        var (code, output, error) = await RunAsync([]);
        Assert.True(code == 0, output + error);
        Assert.Contains("pass  sandbox: memory limit", output, StringComparison.Ordinal);
        Assert.Contains("limit: network", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(home.Path, "sandbox.json")));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Doctor_BrokenSettingsAndOpenHome_SaysHowToMendThem()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(home.Path, (UnixFileMode)0x1ED);
        var (code, output, _) = await RunAsync([("LURKBOT_SANDBOX_PIDS", "many")], "--json");
        Assert.Equal(1, code);
        using var json = JsonDocument.Parse(output);
        var checks = json.RootElement.EnumerateArray().ToDictionary(check => check.GetProperty("name").GetString()!, check => (check.GetProperty("status").GetString(), check.GetProperty("fix").GetString()), StringComparer.Ordinal);
        Assert.Equal(("fail", "lurkbot config validate"), checks["settings"]);
        Assert.Equal(("warn", $"chmod 700 '{home.Path}'"), checks["home"]);
        Assert.Equal(("pass", null), checks["sandbox: process limit"]);
    }

    [Fact]
    public async Task Doctor_KeysAndAddresses_SaysWhoAnswersFirstAndTriesEachOfThem()
    {
        using var refusing = new LoopbackServer((_, _) => (401, "application/json", """{"error":{"message":"bad key"}}"""));
        using var sound = new LoopbackServer((_, _) => (200, "application/json", """{"data":[{"id":"claude-x"}]}"""));
        var (code, output, _) = await RunAsync(
            [("LURKBOT_ANTHROPIC_API_KEY", "good"), ("LURKBOT_ANTHROPIC_BASE_URL", sound.Address.ToString()), ("LURKBOT_OPENAI_API_KEY", "bad"), ("LURKBOT_OPENAI_BASE_URL", refusing.Address + "v1")], "--json");
        Assert.Equal(1, code);
        using var json = JsonDocument.Parse(output);
        var checks = json.RootElement.EnumerateArray().Select(check => (check.GetProperty("name").GetString(), check.GetProperty("status").GetString(), check.GetProperty("detail").GetString())).ToList();
        Assert.Equal(("answers", "pass"), (checks[0].Item1, checks[0].Item2));
        Assert.EndsWith("of Anthropic, because LURKBOT_ANTHROPIC_API_KEY is set", checks[0].Item3, StringComparison.Ordinal);
        Assert.Contains(checks, check => check is ("provider: Anthropic", "pass", _));
        Assert.Contains(checks, check => check is ("provider: OpenAI", "fail", _));
    }

    [Fact]
    public async Task Doctor_HomeIsAFile_FailsWithoutFallingOver()
    {
        var file = Path.Combine(home.Path, "file");
        await File.WriteAllTextAsync(file, "");
        var (code, output, error) = await RunAsync([("LURKBOT_HOME", file)]);
        Assert.Equal((1, ""), (code, error));
        Assert.Contains("set LURKBOT_HOME to another folder", output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync((string Name, string Value)[] variables, params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "doctor", .. arguments], [("LURKBOT_HOME", home.Path), .. variables]);
        return await process.FinishAsync();
    }
}
