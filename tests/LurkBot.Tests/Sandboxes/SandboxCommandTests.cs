using System.Text.Json;

namespace LurkBot.Tests.Sandboxes;

/// <summary><c>lurkbot sandbox run</c> as a person uses it.</summary>
public sealed class SandboxCommandTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Run_WordsInputAndCode_PassThrough()
    {
        var (code, output, error) = await RunAsync("hello", "--", "sh", "-c", "cat; echo $1 >&2; exit 7", "sh", "it's");
        Assert.Equal((7, "hello", "it's\n"), (code, output, error));
        Assert.Equal((0, "x\n", ""), await RunAsync("", "echo x >file; cat file"));
        Assert.True(File.Exists(Path.Combine(home.Path, "workspaces", "cli_default_main", "file")));
        Assert.Equal("0\n", (await RunAsync("", "--session", "telegram:1:group", "--", "ls | wc -l")).Output);
        Assert.True(Directory.Exists(Path.Combine(home.Path, "workspaces", "telegram_1_group")));
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Run_Json_SaysWhatWasUsedAndWhatHeld()
    {
        var (code, output, _) = await RunAsync("", "--json", "--", "echo out; echo err >&2; exit 3");
        Assert.Equal(3, code);
        using var json = JsonDocument.Parse(output);
        Assert.Equal((3, "exited", "out\n", "err\n"), (json.RootElement.GetProperty("exit_code").GetInt32(), json.RootElement.GetProperty("end").GetString(), json.RootElement.GetProperty("output").GetString(), json.RootElement.GetProperty("errors").GetString()));
        Assert.NotEqual("", json.RootElement.GetProperty("held_by").GetProperty("memory").GetString());
    }

    [Fact(Skip = SandboxHome.Reason, SkipUnless = nameof(SandboxHome.IsThere), SkipType = typeof(SandboxHome))]
    public async Task Run_Limits_AreTheOwners()
    {
        var (code, _, error) = await RunAsync("", [("LURKBOT_SANDBOX_TIMEOUT", "1")], "sleep 60");
        Assert.Equal((137, "lurkbot: Stopped after 1 second (LURKBOT_SANDBOX_TIMEOUT).\n"), (code, error));
        Assert.Equal(2, (await RunAsync("", [("LURKBOT_SANDBOX_MEMORY_LIMIT", "1k")], "true")).Code);
    }

    private Task<(int Code, string Output, string Error)> RunAsync(string input, params string[] arguments) => RunAsync(input, [], arguments);

    private async Task<(int Code, string Output, string Error)> RunAsync(string input, (string Name, string Value)[] variables, params string[] arguments)
    {
        using var process = ChildProcess.StartWithInput("dotnet", [ChildProcess.LurkBot, "sandbox", "run", .. arguments], [("LURKBOT_HOME", home.Path), .. variables]);
        await process.StandardInput.WriteAsync(input);
        return await process.FinishAsync();
    }
}
