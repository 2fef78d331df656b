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

    [Fact]
    public async Task Chat_KilledWhileACommandRuns_EndsTheCommandAndRecordsIt()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "It looks into /proc.");
        using var server = new ProviderServer(ProviderReply.Call(("c1", "bash", """{"command":"sleep 600 & echo $! >pid; mv pid begun; wait"}""")), ProviderReply.Say("Done."));
        var begun = Path.Combine(home.Path, "workspaces", "cli_default_main", "begun");
        using (var chat = Start(server, "chat", "--model", "openai/m", "go"))
        {
            while (!File.Exists(begun))
            {
                Assert.False(chat.HasExited);
                await Task.Yield();
            }

            chat.Kill();
            await chat.WaitForExitAsync();
        }

        // The folder of a process stays until it is dead and waited for.
        var command = "/proc/" + (await File.ReadAllTextAsync(begun)).Trim();
        while (Directory.Exists(command) && !Leftovers.IsZombie(command))
            await Task.Yield();
        using var json = JsonDocument.Parse((await RunAsync(server, "sessions", "tools", "cli:default:main", "--json")).Output);
        var line = Assert.Single(json.RootElement.EnumerateArray());
        Assert.Equal(("bash", "host", "killed"), (line.GetProperty("tool").GetString(), line.GetProperty("backend").GetString(), line.GetProperty("outcome").GetString()));
        Assert.Contains("sleep 600", line.GetProperty("arguments").GetProperty("command").GetString(), StringComparison.Ordinal);
        Assert.False(line.TryGetProperty("milliseconds", out _));
        Assert.Contains("[host: killed]", (await RunAsync(server, "sessions", "tools", "cli:default:main")).Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(home.Path, "logs", ".running")));
    }

    private Process Start(ProviderServer server, params string[] arguments) => ChildProcess.Start(
        "dotnet",
        [ChildProcess.LurkBot, .. arguments],
        ("LURKBOT_HOME", home.Path),
        ("LURKBOT_OPENAI_BASE_URL", server.Options.OpenAIBaseUrl!.ToString()),
        ("LURKBOT_OPENAI_API_KEY", "k"),
        ("LURKBOT_TOOL_ASK", "none"));

    private async Task<(int Code, string Output, string Error)> RunAsync(ProviderServer server, params string[] arguments)
    {
        using var process = Start(server, arguments);
        return await process.FinishAsync();
    }
}
