using System.Runtime.CompilerServices;
using System.Text;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Turns;

public sealed class SessionTurnTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly IStoredSession session;

    public SessionTurnTests() =>
        session = new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:t:main"), default).AsTask().GetAwaiter().GetResult();

    public void Dispose()
    {
        session.DisposeAsync().AsTask().GetAwaiter().GetResult();
        home.Dispose();
    }

    [Fact]
    public async Task Run_ToolCall_StoresCallResultAndReplyInOrder()
    {
        var result = await RunAsync(CallThen("done"), [AIFunctionFactory.Create(() => "42", "answer")]);
        Assert.Equal((TurnFate.Answered, "done"), (result.Fate, result.Reply));
        var entries = await session.ReadAllAsync(default);
        Assert.Equal(["UserEntry", "AssistantEntry", "ToolEntry", "AssistantEntry"], entries.Select(entry => entry.GetType().Name));
        Assert.Equal("42", entries[2].Content);
    }

    [Fact]
    public async Task Run_LongToolOutput_IsKeptAsABlobAndTheModelSeesTheSameShortTextEachTime()
    {
        var output = string.Concat(Enumerable.Range(0, 9000).Select(i => $"😀{i} "));
        var heard = new List<string>();
        var client = new ScriptedClient((messages, _) =>
        {
            heard.AddRange(messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(content => content.Result!.ToString()!));
            return messages.Exists(message => message.Role == ChatRole.Tool) ? Text("done") : Call();
        });
        await RunAsync(client, [AIFunctionFactory.Create(() => output, "answer")]);
        var tool = (await session.ReadAllAsync(default)).OfType<ToolEntry>().Single();
        Assert.InRange(tool.Content.Length, 10_000, 20_000);
        Assert.StartsWith("😀0 😀1 ", tool.Content, StringComparison.Ordinal);
        Assert.EndsWith("😀8999 ", tool.Content, StringComparison.Ordinal);
        Assert.Contains(tool.Blob!, tool.Content, StringComparison.Ordinal);
        Assert.Equal(output, Encoding.UTF8.GetString((await session.ReadBlobAsync(tool.Blob!, default))!.Value.Span));
        Assert.Equal(tool.Content, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(tool.Content)));

        await RunAsync(client, []);
        Assert.Equal(heard[0], heard[^1]);
        Assert.Equal(tool.Content, heard[0]);
    }

    [Fact]
    public async Task Invariant04_CancelledInTool_CallGetsAClosingResult()
    {
        using var cancellation = new CancellationTokenSource();
        var tool = AIFunctionFactory.Create(() =>
        {
            cancellation.Cancel();
            cancellation.Token.ThrowIfCancellationRequested();
        }, "answer");
        var result = await RunAsync(CallThen("never"), [tool], cancellation.Token);
        Assert.Equal(TurnFate.Cancelled, result.Fate);
        var entries = await session.ReadAllAsync(default);
        Assert.True(Assert.Single(entries.OfType<ToolEntry>()).Error);
        Assert.Equal("cancelled", Assert.IsType<NoticeEntry>(entries[^1]).Reason);
    }

    [Fact]
    public async Task Invariant01_ModelFailsHalfWay_MessageAndPartialTextAreKept()
    {
        var result = await RunAsync(new ScriptedClient((_, _) => Broken()), []);
        Assert.Equal(TurnFate.Failed, result.Fate);
        var entries = await session.ReadAllAsync(default);
        Assert.Equal("hello", entries[0].Content);
        var partial = Assert.IsType<AssistantEntry>(entries[1]);
        Assert.Equal(("half a ", true), (partial.Content, partial.Partial));
        Assert.Contains("broke", entries[2].Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invariant01_CancelledInText_PartialTextIsKept()
    {
        using var cancellation = new CancellationTokenSource();
        var turn = new TestTurn(session, new ScriptedClient((_, token) => Endless(token)), new SessionTurnOptions { Model = "m", SystemPrompt = "s" }, TimeProvider.System);
        var result = await turn.RunAsync(new UserEntry { Content = "hello" }, _ => cancellation.Cancel(), cancellation.Token);
        Assert.Equal((TurnFate.Cancelled, "more ", "cancelled"), (result.Fate, result.Reply, result.FinishReason));
        Assert.True(Assert.IsType<AssistantEntry>((await session.ReadAllAsync(default))[1]).Partial);
    }

    [Fact]
    public async Task Invariant01_WatcherFails_TurnIsClosedAndPartialTextKept()
    {
        var turn = new TestTurn(session, new ScriptedClient((_, token) => Endless(token)), new SessionTurnOptions { Model = "m", SystemPrompt = "s" }, TimeProvider.System);
        await Assert.ThrowsAsync<IOException>(() => turn.RunAsync(new UserEntry { Content = "hello" }, _ => throw new IOException("The terminal is gone."), default));
        var entries = await session.ReadAllAsync(default);
        Assert.StartsWith("more ", Assert.IsType<AssistantEntry>(entries[1]).Content, StringComparison.Ordinal);
        Assert.Equal(TurnFate.Cancelled, Assert.IsType<NoticeEntry>(entries[2]).Fate);
    }

    [Fact]
    public async Task Invariant04_ToolFails_ItsErrorIsTheResultAndTheModelGoesOn()
    {
        var result = await RunAsync(CallThen("done"), [AIFunctionFactory.Create((Func<string>)(() => throw new IOException("no such file")), "answer")]);
        Assert.Equal("done", result.Reply);
        var tool = Assert.Single((await session.ReadAllAsync(default)).OfType<ToolEntry>());
        Assert.True(tool.Error);
        Assert.Contains("no such file", tool.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Invariant01_DiskFullOnInput_NothingIsAsked()
    {
        var asked = false;
        var client = new ScriptedClient((_, _) =>
        {
            asked = true;
            return Text("never");
        });
        var turn = new TestTurn(FullAfter(0), client, new SessionTurnOptions { Model = "m", SystemPrompt = "s" }, TimeProvider.System);
        await Assert.ThrowsAsync<LurkBotException>(() => turn.RunAsync(new UserEntry { Content = "hello" }, null, default));
        Assert.False(asked);
        Assert.Empty(await session.ReadAllAsync(default));
    }

    [Fact]
    public async Task Invariant01_DiskFullOnOutput_ReplyIsShownAndTheErrorSaid()
    {
        var turn = new TestTurn(FullAfter(1), new ScriptedClient((_, _) => Text("fine")), new SessionTurnOptions { Model = "m", SystemPrompt = "s" }, TimeProvider.System);
        var result = await turn.RunAsync(new UserEntry { Content = "hello" }, null, default);
        Assert.Equal((TurnFate.Failed, "fine", "No space left."), (result.Fate, result.Reply, result.Error?.Message));
        Assert.Equal("again", (await RunAsync(new ScriptedClient((_, _) => Text("again")), [])).Reply);
        Assert.Equal([1, 2], Assert.IsType<AssistantEntry>((await session.ReadAllAsync(default))[^1]).Answers);
    }

    [Fact]
    public async Task Invariant04_DiskFullOnToolResult_NoOrphanCallIsSentLater()
    {
        var full = FullAfter(2);
        var tools = new[] { AIFunctionFactory.Create(() => "42", "answer") };
        var calls = 0;
        var client = new ScriptedClient((_, _) =>
        {
            calls++;
            return Call();
        });
        var turn = new TestTurn(full, client, new SessionTurnOptions { Model = "m", SystemPrompt = "s", Tools = tools }, TimeProvider.System);
        Assert.Equal(TurnFate.Failed, (await turn.RunAsync(new UserEntry { Content = "hello" }, null, default)).Fate);
        Assert.Equal(1, calls);
        var sent = new List<ChatMessage>();
        await RunAsync(new ScriptedClient((messages, _) =>
        {
            sent = messages;
            return Text("fine");
        }), []);
        Assert.Single(sent.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Single(sent.SelectMany(message => message.Contents).OfType<FunctionResultContent>());
    }

    [Fact]
    public async Task Run_NotStreaming_StoresTheSame()
    {
        var options = new SessionTurnOptions { Model = "m", SystemPrompt = "s", Stream = false, Tools = [AIFunctionFactory.Create(() => "42", "answer")] };
        var result = await new TestTurn(session, CallThen("done"), options, TimeProvider.System).RunAsync(new UserEntry { Content = "hello" }, null, default);
        Assert.Equal("done", result.Reply);
        Assert.Equal(["UserEntry", "AssistantEntry", "ToolEntry", "AssistantEntry"], (await session.ReadAllAsync(default)).Select(entry => entry.GetType().Name));
    }

    [Fact]
    public async Task Run_AfterAKilledTurn_MarksItInterruptedAndGoesOn()
    {
        await session.AppendAsync([new UserEntry { Content = "lost", Turn = 1 }, new AssistantEntry { Turn = 1, ToolCalls = [new ToolCall("c1", "answer", "{}")] }], default);
        var result = await RunAsync(new ScriptedClient((_, _) => Text("fine")), []);
        Assert.Equal("fine", result.Reply);
        var entries = await session.ReadAllAsync(default);
        Assert.Equal("c1", Assert.IsType<ToolEntry>(entries[3]).ToolCallId);
        Assert.Equal("interrupted", Assert.IsType<NoticeEntry>(entries[4]).Reason);
        Assert.Equal(3, entries[^1].Turn);
    }

    private static ScriptedClient CallThen(string reply) => new((messages, _) => messages.Any(message => message.Role == ChatRole.Tool) ? Text(reply) : Call());

    private static async IAsyncEnumerable<ChatResponseUpdate> Call()
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c1", "answer", new Dictionary<string, object?>(StringComparer.Ordinal))]);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Text(string text)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, text) { FinishReason = ChatFinishReason.Stop };
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Endless([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return new ChatResponseUpdate(ChatRole.Assistant, "more ");
        await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Broken()
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, "half a ");
        throw new ModelException(ModelFailure.Network, "The connection broke.");
    }

    private Task<TurnResult> RunAsync(IChatClient client, IReadOnlyList<AIFunction> tools, CancellationToken cancellationToken = default) =>
        new TestTurn(session, client, new SessionTurnOptions { Model = "m", SystemPrompt = "s", Tools = tools }, TimeProvider.System)
            .RunAsync(new UserEntry { Content = "hello" }, null, cancellationToken);

    private FullDisk FullAfter(int appends)
    {
        var left = appends;
        return new FullDisk(session, () => left-- > 0);
    }

    private sealed class ScriptedClient(Func<List<ChatMessage>, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> script) : IChatClient
    {
        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await foreach (var update in script([.. messages], cancellationToken).WithCancellation(cancellationToken))
                yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    [Fact]
    public async Task Answer_ThatIsStoredAndCannotBeCounted_StaysTheOnlyFateOfItsMessage()
    {
        await using var counted = await new MemorySessionStore(TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:counted:main"), default);
        var turn = new TestTurn(counted, new ScriptedModel((_, _, _) => ScriptedModel.Text("Seven.")), new SessionTurnOptions { Model = "m", SystemPrompt = "s", Budget = new BrokenBudget() }, TimeProvider.System);
        Assert.Equal("Seven.", (await turn.RunAsync(new UserEntry { Content = "How many?" }, null, default)).Reply);
        var end = Assert.Single(await counted.ReadAllAsync(default), entry => entry is ITurnMark { Answers.Count: > 0 });
        Assert.Equal("Seven.", end.Content);
        Assert.True(counted.Info.Turns is { Pending.Count: 0, Open.Count: 0 });
    }

    /// <summary>Fails once the answer is stored.</summary>
    private sealed class BrokenBudget : ITurnBudget
    {
        public ValueTask BeginAsync(IStoredSession session, string? sender, bool goesOn, CancellationToken cancellationToken) => default;

        public void BeforeCall()
        {
        }

        public IReadOnlyList<(string Text, string Mark)> Weigh(string model, Usage? usage) => [];

        public void Stored(IReadOnlyList<Entry> entries)
        {
            if (entries.Any(entry => entry is AssistantEntry))
                throw new InvalidOperationException("A collection was changed.");
        }
    }
}
