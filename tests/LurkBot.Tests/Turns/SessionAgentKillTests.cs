using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Turns;

/// <summary>Agents of somebody else's are killed with their process inside a tool: each level keeps what it promises, no more and no less (RULES DO9).</summary>
public sealed class SessionAgentKillTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    /// <summary>It told of nothing: the message waits, and is answered next; its tools may run again.</summary>
    [Fact]
    public async Task Kill_Level1_TheMessageWaitsAndTheNextRunAnswersIt()
    {
        await KillAsync("silent");
        Assert.Equal(["first"], (await ReadAsync()).OfType<UserEntry>().Select(message => message.Content));
        Assert.Single(await ReadAsync());
        var (agent, entries) = await GoOnAsync();
        Assert.Equal("user: first\nuser: now", Assert.Single(agent.Requests));
        Assert.Equal([TurnFate.Answered, TurnFate.Answered], FatesOf(entries));
        Assert.Empty(entries.OfType<ToolEntry>());
    }

    /// <summary>Each call is there before it runs, and the results that it streamed.</summary>
    [Fact]
    public async Task Kill_Level2_CallsAreWrittenAheadAndNothingRunsAgain()
    {
        await KillAsync("telling");
        var killed = await ReadAsync();
        Assert.Equal(["c-one", "c-two"], CallsOf(killed));
        Assert.Equal("Half ", killed.OfType<AssistantEntry>().First().Content);
        await AssertInterruptedAsync("one ran", TurnEnds.Interrupted);
    }

    /// <summary>A chat client's agent streams results when all tools of a response are over: the first one is lost with the second.</summary>
    [Fact]
    public async Task Kill_Level2OfAChatClient_LosesTheResultThatWasNotStreamed()
    {
        await KillAsync("bare");
        var killed = await ReadAsync();
        Assert.Equal(["c-one", "c-two"], CallsOf(killed));
        Assert.Empty(killed.OfType<ToolEntry>());
        await AssertInterruptedAsync(TurnEnds.Interrupted, TurnEnds.Interrupted);
    }

    [Fact]
    public async Task Kill_Level3_KeepsTheResultOfTheToolBefore()
    {
        await KillAsync("journalled");
        var killed = await ReadAsync();
        Assert.Equal(["c-one", "c-two"], CallsOf(killed));
        Assert.Equal("one ran", Assert.Single(killed.OfType<ToolEntry>()).Content);
        await AssertInterruptedAsync("one ran", TurnEnds.Interrupted);
    }

    private static IEnumerable<string> CallsOf(IEnumerable<Entry> entries) => entries.OfType<AssistantEntry>().SelectMany(entry => entry.ToolCalls).Select(call => call.Id);

    private static IEnumerable<TurnFate> FatesOf(IReadOnlyList<Entry> entries)
    {
        var ends = entries.OfType<ITurnMark>().SelectMany(mark => mark.Answers).ToList();
        Assert.Equal(entries.OfType<UserEntry>().Select(message => message.Id), ends.Order());
        return TestProcess.FatesOf(entries).OrderBy(fate => fate.Key).Select(fate => fate.Value);
    }

    private async Task KillAsync(string kind)
    {
        using var victim = ChildProcess.Start("dotnet", [ChildProcess.Suite, "--agent", kind, home.Path]);
        await Poll.UntilAsync(() => victim.HasExited || (File.Exists(Begun) && File.ReadAllText(Begun).EndsWith("two\n", StringComparison.Ordinal)));
        Assert.False(victim.HasExited, victim.HasExited ? await victim.StandardError.ReadToEndAsync() : "");
        await victim.KillAsync();
    }

    /// <summary>The first message failed, its calls have each one result, and the next one is answered.</summary>
    private async Task AssertInterruptedAsync(params string[] results)
    {
        var (agent, entries) = await GoOnAsync();
        Assert.Equal([TurnFate.Failed, TurnFate.Answered], FatesOf(entries));
        Assert.Equal(results, entries.OfType<ToolEntry>().OrderBy(result => result.ToolCallId, StringComparer.Ordinal).Select(result => result.Content));
        Assert.EndsWith("user: now", Assert.Single(agent.Requests), StringComparison.Ordinal);
        Assert.Equal("one\ntwo\n", await File.ReadAllTextAsync(Begun));
    }

    private async Task<(ForeignAgent Agent, IReadOnlyList<Entry> Entries)> GoOnAsync()
    {
        var inner = ForeignAgent.Saying("Now.");
        var agent = new SessionAgent(inner, new FileSessionStore(home.Path, TimeProvider.System));
        Assert.Equal("Now.", (await agent.RunAsync("now", SessionAgent.OpenSession(AgentVictim.Key))).Text);
        return (inner, await ReadAsync());
    }

    private string Begun => Path.Combine(home.Path, "begun");

    private async Task<IReadOnlyList<Entry>> ReadAsync()
    {
        await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenAsync(AgentVictim.Key, default);
        return await session!.ReadAllAsync(default);
    }
}
