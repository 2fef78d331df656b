using System.Diagnostics;
using System.Text.Json;
using LurkBot.Tests.Models;
using LurkBot.Tests.Sandboxes;

namespace LurkBot.Tests.Cli;

/// <summary>LurkBot is killed while a tool runs.</summary>
public sealed class KilledToolTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("kill -9 $PID")]
    [InlineData("kill -9 -$PID")]
    [InlineData("kill -HUP -$PID")]
    [InlineData("kill -TERM -$PID")]
    public async Task Chat_KilledWhileACommandRuns_EndsTheCommand(string kill)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        using var server = new ProviderServer(ProviderReply.Call(("c1", "bash", """{"command":"sleep 600 & echo $! >pid; mv pid begun; wait"}""")), ProviderReply.Say("Done."));
        var begun = Path.Combine(home.Path, "workspaces", "cli_default_main", "begun");
        using (var chat = Start("setsid", ["dotnet", ChildProcess.LurkBot, "chat", "--model", "openai/m", "go"], server))
        {
            while (!File.Exists(begun))
            {
                Assert.False(chat.HasExited);
                await Task.Yield();
            }

            using var killing = ChildProcess.Start("sh", ["-c", kill.Replace("$PID", $"{chat.Id}", StringComparison.Ordinal)]);
            Assert.Equal(0, (await killing.FinishAsync()).Code);
            await chat.WaitForExitAsync();
        }

        // The folder of a process stays until it is dead and waited for.
        var command = "/proc/" + (await File.ReadAllTextAsync(begun)).Trim();
        while (Directory.Exists(command) && !Leftovers.IsZombie(command))
            await Task.Yield();
        using var json = JsonDocument.Parse((await RunAsync(server, "sessions", "tools", "cli:default:main", "--json")).Output);
        var line = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("bash", "host"), (line.GetProperty("tool").GetString(), line.GetProperty("backend").GetString()));
        Assert.Contains("sleep 600", line.GetProperty("arguments").GetProperty("command").GetString(), StringComparison.Ordinal);
        if (kill.Contains("-9", StringComparison.Ordinal))
        {
            Assert.Equal("killed", line.GetProperty("outcome").GetString());
            Assert.False(line.TryGetProperty("milliseconds", out _));
            Assert.Contains("[host: killed]", (await RunAsync(server, "sessions", "tools", "cli:default:main")).Output, StringComparison.Ordinal);
        }

        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(home.Path, "logs", ".running")));
    }

    private Process Start(string program, string[] arguments, ProviderServer server) => ChildProcess.Start(
        program,
        arguments,
        ("LURKBOT_HOME", home.Path),
        ("LURKBOT_OPENAI_BASE_URL", server.Options.OpenAIBaseUrl!.ToString()),
        ("LURKBOT_OPENAI_API_KEY", "k"),
        ("LURKBOT_TOOL_ASK", "none"));

    private async Task<(int Code, string Output, string Error)> RunAsync(ProviderServer server, params string[] arguments)
    {
        using var process = Start("dotnet", [ChildProcess.LurkBot, .. arguments], server);
        return await process.FinishAsync();
    }
}
