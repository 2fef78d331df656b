using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Agents.AI;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

/// <summary>Any agent gets a durable session.</summary>
public sealed class SessionAgentTests
{
    private readonly MemorySessionStore store = new(TimeProvider.System);
    private readonly DurableAgentSession session = SessionAgent.OpenSession(SessionKey.Parse("app:p:main"));

    [Fact]
    public async Task Run_TwoMessages_TheSecondHasTheContextOfTheFirst()
    {
        var inner = ForeignAgent.Saying("Hel", "lo.");
        var agent = new SessionAgent(inner, store);
        Assert.Equal("Hello.", (await agent.RunAsync("first", session)).Text);
        Assert.Equal("Hello.", (await agent.RunAsync([new(ChatRole.System, "Be short."), new(ChatRole.User, "second")], session)).Text);
        Assert.Equal(["user: first", "system: Be short.\nuser: first\nassistant: Hello.\nuser: second"], inner.Requests);
        Assert.Equal([TurnFate.Answered, TurnFate.Answered], (await FatesAsync()).Values);
    }

    [Fact]
    public async Task Run_SameMessageIdTwice_IsAnsweredOnceAndRepliesTheSame()
    {
        var inner = ForeignAgent.Saying("Hello.");
        var agent = new SessionAgent(inner, store);
        for (var i = 0; i < 2; i++)
            Assert.Equal("Hello.", (await agent.RunAsync(new ChatMessage(ChatRole.User, "first") { MessageId = "m1" }, session)).Text);
        Assert.Single(inner.Requests);
        Assert.Single((await ReadAsync()).OfType<UserEntry>());
    }

    [Fact]
    public async Task Run_AgentFails_KeepsPartialTextAndFails()
    {
        var agent = new SessionAgent(new ForeignAgent((_, _) => Broken()), store);
        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => agent.RunAsync("first", session))).Message);
        var entries = await ReadAsync();
        Assert.Equal(("Half ", true), (entries.OfType<AssistantEntry>().Single().Content, entries.OfType<AssistantEntry>().Single().Partial));
        Assert.Equal([TurnFate.Failed], (await FatesAsync()).Values);

        static async IAsyncEnumerable<AIContent> Broken()
        {
            yield return new TextContent("Half ");
            await Task.Yield();
            throw new InvalidOperationException("broken");
        }
    }

    [Fact]
    public async Task Run_ReaderLeaves_IsCancelledWithItsPartialText()
    {
        var agent = new SessionAgent(new ForeignAgent((_, token) => Held(token)), store);
        await foreach (var update in agent.RunStreamingAsync("first", session))
        {
            Assert.Equal("Half ", update.Text);
            break;
        }

        Assert.Equal("Half ", (await ReadAsync()).OfType<AssistantEntry>().Single().Content);
        Assert.Equal([TurnFate.Cancelled], (await FatesAsync()).Values);

        static async IAsyncEnumerable<AIContent> Held([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken token)
        {
            yield return new TextContent("Half ");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        }
    }

    [Fact]
    public async Task Run_JournalledToolsOfAnAgentThatTellsNothing_AreRecordedAllTheSame()
    {
        var tool = SessionAgent.Journal(AIFunctionFactory.Create((string word) => word + "!", "shout"));
        var agent = new SessionAgent(new ForeignAgent((_, _) => CallAsync(tool)), store);
        Assert.Equal("Done.", (await agent.RunAsync("first", session)).Text);
        var entries = await ReadAsync();
        var call = Assert.Single(entries.OfType<AssistantEntry>().SelectMany(entry => entry.ToolCalls));
        Assert.Equal(("shout", """{"word":"hey"}"""), (call.Name, call.Arguments.ReplaceLineEndings("").Replace(" ", "", StringComparison.Ordinal)));
        Assert.Equal((call.Id, "hey!"), (entries.OfType<ToolEntry>().Single().ToolCallId, entries.OfType<ToolEntry>().Single().Content));
        Assert.Equal([TurnFate.Answered], (await FatesAsync()).Values);

        static async IAsyncEnumerable<AIContent> CallAsync(AIFunction tool)
        {
            await tool.InvokeAsync(new AIFunctionArguments { ["word"] = "hey" });
            yield return new TextContent("Done.");
        }
    }

    [Fact]
    public async Task Run_JournalledToolOfAnAgentThatTellsItsCall_IsRecordedOnce()
    {
        var tool = SessionAgent.Journal(AIFunctionFactory.Create((string word) => word + "!", "shout"));
        await new SessionAgent(new ForeignAgent((_, _) => CallAsync(tool)), store).RunAsync("first", session);
        var entries = await ReadAsync();
        Assert.Equal("c1", Assert.Single(entries.OfType<AssistantEntry>().SelectMany(entry => entry.ToolCalls)).Id);
        Assert.Equal(("c1", "hey!"), (entries.OfType<ToolEntry>().Single().ToolCallId, entries.OfType<ToolEntry>().Single().Content));

        static async IAsyncEnumerable<AIContent> CallAsync(AIFunction tool)
        {
            yield return new FunctionCallContent("c1", "shout", new Dictionary<string, object?>(StringComparer.Ordinal) { ["word"] = "hey" });
            yield return new FunctionResultContent("c1", await tool.InvokeAsync(new AIFunctionArguments { ["word"] = "hey" }));
        }
    }

    [Fact]
    public async Task Run_CallWithoutResult_IsClosed()
    {
        var agent = new SessionAgent(new ForeignAgent((_, _) => new[] { new FunctionCallContent("c1", "ask") }.ToAsyncEnumerable()), store);
        await agent.RunAsync("first", session);
        Assert.True((await ReadAsync()).OfType<ToolEntry>().Single().Error);
        Assert.Equal([TurnFate.Answered], (await FatesAsync()).Values);
    }

    [Fact]
    public async Task Run_AgentThatKeepsItsSession_IsRefusedAndNothingIsStored()
    {
        var own = new ForeignAgent.Session();
        var agent = new SessionAgent(new ForeignAgent((_, _) => ForeignAgent.Say("Hello."), () => own), store);
        await agent.RunAsync([], session);
        Assert.Contains("does not make a new session for each run", (await Assert.ThrowsAsync<LurkBotException>(() => agent.RunAsync("first", session))).Message, StringComparison.Ordinal);
        Assert.Empty(await ReadAsync());
    }

    [Fact]
    public void New_AgentWithAHistoryElsewhere_IsRefused()
    {
        var chat = new ChatClientAgent(new ScriptedModel(), new ChatClientAgentOptions { ChatHistoryProvider = new SessionChatHistoryProvider(store, _ => session.Key) });
        Assert.Contains("SessionChatHistoryProvider", Assert.Throws<LurkBotException>(() => new SessionAgent(chat, store)).Message, StringComparison.Ordinal);
        Assert.Throws<LurkBotException>(() => new SessionAgent(new SessionAgent(ForeignAgent.Saying("x"), store), store));
    }

    [Fact]
    public async Task Session_Serialized_IsTheSameSession()
    {
        var agent = new SessionAgent(ForeignAgent.Saying("Hello."), store);
        var made = await agent.CreateSessionAsync();
        var again = await agent.DeserializeSessionAsync(await agent.SerializeSessionAsync(made));
        Assert.Equal(((DurableAgentSession)made).Key, ((DurableAgentSession)again).Key);
    }

    [Fact]
    public async Task Provider_TwoRunsWithATool_KeepsTheHistory()
    {
        var model = new ScriptedModel((_, number, _) => number == 1 ? ScriptedModel.Calls(("c1", "x")) : ScriptedModel.Text("reply " + number));
        var agent = Plug(model);
        var inner = await agent.CreateSessionAsync();
        Assert.Equal("reply 2", (await agent.RunAsync("first", inner)).Text);
        Assert.Equal("reply 3", (await agent.RunAsync("second", await agent.CreateSessionAsync())).Text);
        var entries = await ReadAsync();
        Assert.Equal("ran x", entries.OfType<ToolEntry>().Single().Content);
        Assert.Equal([TurnFate.Answered, TurnFate.Answered], (await FatesAsync()).Values);
        Assert.Equal([], TurnState.Of(entries).Pending);
        Assert.Contains("first", model.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Provider_ModelFails_TheMessageFails()
    {
        var agent = Plug(new ScriptedModel((_, _, _) => ScriptedModel.Broken("Half ")));
        await Assert.ThrowsAnyAsync<Exception>(async () => await agent.RunAsync("first", await agent.CreateSessionAsync()));
        Assert.Equal([TurnFate.Failed], (await FatesAsync()).Values);
    }

    private ChatClientAgent Plug(ScriptedModel model) => new(model, new ChatClientAgentOptions
    {
        ChatHistoryProvider = new SessionChatHistoryProvider(store, _ => session.Key),
        ChatOptions = new ChatOptions { Tools = [AIFunctionFactory.Create((string command) => "ran " + command, "bash")] },
    });

    private async Task<Dictionary<long, TurnFate>> FatesAsync() => TestProcess.FatesOf(await ReadAsync());

    private async Task<IReadOnlyList<Entry>> ReadAsync()
    {
        await using var stored = await store.OpenOrCreateAsync(session.Key, default);
        return await stored.ReadAllAsync(default);
    }
}
