using System.Text.Json;
using LurkBot.Tests.Cli;

namespace LurkBot.Tests.Subagents;

/// <summary>The program as a new user has it, with the offline model: subagents in the chat, in lists, and in numbers.</summary>
public sealed class SubagentProgramTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Program_WithTheOfflineModel_ShowsSubagents_AndListsHideThem()
    {
        var chat = await home.RunAsync("Ask the researcher to find the port, and the coder to use it", ("LURKBOT_DEFAULT_MODEL", "offline"));
        Assert.Contains("[Using sessions_spawn tool]", chat.Error, StringComparison.Ordinal);
        Assert.Contains("researcher (cli:researcher-", chat.Output, StringComparison.Ordinal);
        Assert.Contains("coder (cli:coder-", chat.Output, StringComparison.Ordinal);
        using var list = JsonDocument.Parse((await home.Start(["subagents", "list", "--json"]).FinishAsync()).Output);
        Assert.Equal(["coder", "file-manager", "researcher"], list.RootElement.GetProperty("agents").EnumerateArray().Select(agent => agent.GetProperty("name").GetString()));
        Assert.Equal(["coder done", "researcher done"], list.RootElement.GetProperty("runs").EnumerateArray().Select(run => $"{run.GetProperty("agent")} {run.GetProperty("state")}").Order());
        var stats = (await home.Start(["subagents", "stats"]).FinishAsync()).Output;
        Assert.Matches(@"coder +1 +1 +0 ", stats);
        Assert.DoesNotContain('\u001b', stats);
        Assert.DoesNotContain(":subagent", (await home.Start(["sessions", "list"]).FinishAsync()).Output, StringComparison.Ordinal);
        Assert.Contains(":subagent", (await home.Start(["sessions", "list", "--type", "subagent"]).FinishAsync()).Output, StringComparison.Ordinal);
        Assert.Contains("and 2 sessions that it started", (await home.Start(["sessions", "delete", "--yes", "cli:default:main"]).FinishAsync()).Output, StringComparison.Ordinal);
        Assert.Equal("Restored cli:default:main and 2 sessions that it started.\n", (await home.Start(["sessions", "restore", "cli:default:main"]).FinishAsync()).Output);
    }

    [Fact]
    public async Task Erase_OfTheParent_TakesItsSubagentsWhole()
    {
        await home.RunAsync("Ask the researcher to find the unicorn", ("LURKBOT_DEFAULT_MODEL", "offline"));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(home.Path, "sessions")).Length);
        var erased = await home.Start(["sessions", "erase", "cli:default:main", "--yes"]).FinishAsync();
        Assert.Equal(0, erased.Code);
        Assert.Empty(Directory.GetFiles(Path.Combine(home.Path, "sessions")));
        Assert.DoesNotContain(Directory.EnumerateFiles(home.Path, "*", SearchOption.AllDirectories), file => File.ReadAllText(file).Contains("unicorn", StringComparison.Ordinal));
    }
}
