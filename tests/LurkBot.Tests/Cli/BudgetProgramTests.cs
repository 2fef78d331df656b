using System.Text.Json;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>Budgets as a person meets them: the real program, a provider on loopback that counts 17 tokens for each call.</summary>
public sealed class BudgetProgramTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly LoopbackServer server = new((path, body) => ModelClientsTests.Answer(path, stream: body.Contains("\"stream\":true", StringComparison.Ordinal)));

    public void Dispose()
    {
        server.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Chat_SessionBudgetUsedUp_RefusesUntilTheOwnerResumes()
    {
        (string, string)[] budget = [("LURKBOT_BUDGET_SESSION_TOKENS", "20")];
        var (code, output, error) = await RunAsync(budget, "chat", "one");
        Assert.Equal((0, "Hi there"), (code, output.Trim()));
        Assert.Contains("this session used 17 tokens of 20 tokens (85 %)", error, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(budget, "chat", "two")).Code);
        (code, output, error) = await RunAsync(budget, "chat", "three");
        Assert.Equal((5, ""), (code, output));
        Assert.Contains("Your message was not sent.", error, StringComparison.Ordinal);
        Assert.Equal(2, server.Bodies.Count);
        Assert.Contains("paused", (await RunAsync(budget, "sessions", "budget", "cli:default:main")).Output, StringComparison.Ordinal);

        (code, output, _) = await RunAsync(budget, "sessions", "budget", "cli:default:main", "--resume");
        Assert.Equal(0, code);
        Assert.Contains("goes on until this session used 54 tokens", output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync(budget, "chat", "four")).Code);
        Assert.Contains("budget of session up to 54 tokens, by owner: lurkbot sessions budget", (await RunAsync(budget, "sessions", "log", "cli:default:main")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync(budget, "sessions", "budget", "cli:default:main", "--add", "much")).Code);
    }

    [Fact]
    public async Task Chat_SessionWithABudgetOfItsOwn_IsBoundByThatOne()
    {
        (string, string)[] budget = [("LURKBOT_BUDGET_SESSION_TOKENS", "1000"), ("LURKBOT_SESSION__CLI_TIGHT_MAIN__BUDGET_TOKENS", "10")];
        foreach (var (session, code) in ((string, int)[])[("tight", 0), ("tight", 5), ("other", 0), ("other", 0)])
            Assert.Equal(code, (await RunAsync(budget, "chat", "--session", session, "hello")).Code);
        Assert.Contains("LURKBOT_SESSION__CLI_TIGHT_MAIN__BUDGET_TOKENS", (await RunAsync(budget, "chat", "--session", "tight", "hello")).Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync([("LURKBOT_SESSION__CLI_TIGHT_MAIN__BUDGET_COST", "much")], "chat", "hello")).Code);
    }

    [Fact]
    public async Task Chat_OnATerminal_RefusedMessageComesBackAndGoesOnAfterResume()
    {
        using var terminal = new PseudoTerminal("chat --model openai/m", ("LURKBOT_HOME", home.Path), ("LURKBOT_OPENAI_BASE_URL", server.Address + "v1"), ("LURKBOT_BUDGET_DAY_TOKENS", "10"));
        await terminal.TypeAsync("one\r");
        await terminal.SeeAsync("Hi there");
        await terminal.SeeAsync("The session pauses now.");
        await terminal.TypeAsync("precious\r");
        await terminal.SeeAsync("Your message was not sent.");
        await terminal.SeeAsync("precious");
        await terminal.TypeAsync("\u0015/budget +50%\r");
        await terminal.SeeAsync("This session goes on until everybody today used 22 tokens");
        await terminal.TypeAsync("precious\r");
        await terminal.SeeAsync("Hi there");
        await terminal.TypeAsync("/budget\r");
        await terminal.SeeAsync("34 tokens of 22 tokens");
        await terminal.TypeAsync("/usage\r");
        await terminal.SeeAsync("2 calls, 24 tokens in, 10 out, cost unknown.");
        await terminal.TypeAsync("\u0004");
        Assert.Equal(0, await terminal.ExitCodeAsync());
        Assert.Equal(2, server.Bodies.Count);
    }

    [Fact]
    public async Task Day_SeveralProcessesAtOnce_AddUp()
    {
        (string, string)[] budget = [("LURKBOT_BUDGET_DAY_TOKENS", "1000"), ("LURKBOT_BUDGET_PERSON_COST", "1")];
        await Task.WhenAll(Enumerable.Range(0, 4).Select(async number =>
        {
            for (var i = 0; i < 2; i++)
                Assert.Equal(0, (await RunAsync(budget, "chat", "--session", $"s{number}", "hello")).Code);
        }));
        using var json = JsonDocument.Parse((await RunAsync(budget, "usage", "--json")).Output);
        var day = json.RootElement.GetProperty("budgets").EnumerateArray().Single(stand => stand.GetProperty("scope").ValueEquals("day"));
        Assert.Equal((136, false), (day.GetProperty("used").GetInt32(), day.GetProperty("paused").GetBoolean()));
        Assert.Equal(136, json.RootElement.GetProperty("total").GetProperty("usage").GetProperty("input").GetInt32() + json.RootElement.GetProperty("total").GetProperty("usage").GetProperty("output").GetInt32());
        Assert.Contains("Budget: everybody today used 136 tokens of 1,000 tokens (13 %).", (await RunAsync(budget, "usage")).Output, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync([("LURKBOT_BUDGET_DAY_COST", "-1")], "usage")).Code);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync((string, string)[] variables, params string[] arguments)
    {
        using var process = ChildProcess.Start(
            "dotnet",
            [ChildProcess.LurkBot, .. arguments],
            [("LURKBOT_HOME", home.Path), ("LURKBOT_DEFAULT_MODEL", "openai/m"), ("LURKBOT_OPENAI_BASE_URL", server.Address + "v1"), .. variables]);
        return await process.FinishAsync();
    }
}
