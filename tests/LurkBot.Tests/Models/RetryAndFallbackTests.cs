using System.Runtime.CompilerServices;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Models;

public sealed class RetryAndFallbackTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly List<string> notes = [];

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Retry_ProviderAsksToWait_WaitsAsLongAndSaysSo(bool stream)
    {
        var time = new FakeTimeProvider();
        var began = time.GetUtcNow();
        using var client = new RetryingChatClient(new Scripted(Busy(TimeSpan.FromSeconds(7)), Busy(TimeSpan.FromSeconds(11)), "there"), notes.Add, time);
        Assert.Equal("there", await FinishAsync(AskAsync(client, stream), time));
        Assert.InRange((time.GetUtcNow() - began).TotalSeconds, 18, 20);
        Assert.Equal(2, notes.Count);
        Assert.Contains("asking again in 7 s (1 of 4)", notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_WithoutAWord_PausesGrowAndShortOnesAreNotMentioned()
    {
        var time = new FakeTimeProvider();
        using var client = new RetryingChatClient(new Scripted(Busy(), "there"), notes.Add, time);
        Assert.Equal("there", await FinishAsync(AskAsync(client, stream: true), time));
        Assert.All(notes, note => Assert.Contains("too much to do", note, StringComparison.Ordinal));
        Assert.True(notes.Count <= 1);
    }

    [Fact]
    public async Task Retry_ProviderAsksForAnHour_FailsAtOnceWithItsWord()
    {
        using var client = new RetryingChatClient(new Scripted(Busy(TimeSpan.FromHours(1)), "there"), notes.Add, TimeProvider.System);
        var error = await Assert.ThrowsAsync<ModelException>(() => AskAsync(client, stream: true));
        Assert.Equal(TimeSpan.FromHours(1), error.RetryAfter);
    }

    [Theory]
    [InlineData(ModelFailure.Authentication)]
    [InlineData(ModelFailure.InvalidRequest)]
    [InlineData(ModelFailure.RefusedContent)]
    [InlineData(ModelFailure.ContextOverflow)]
    public async Task RetryAndFallback_FailureThatIsNotTheProviders_IsReportedAtOnce(ModelFailure failure)
    {
        using var retrying = new RetryingChatClient(new Scripted(new ModelException(failure, "no"), "there"), notes.Add, TimeProvider.System);
        using var client = new FallbackChatClient("a", retrying, ["b"], _ => new Scripted("from b"), notes.Add);
        Assert.Equal(failure, (await Assert.ThrowsAsync<ModelException>(() => AskAsync(client, stream: true))).Failure);
        Assert.Empty(notes);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fallback_ChosenModelDown_NextAnswersThisTurnOnlyAndTheSessionSaysSo(bool stream)
    {
        await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:f:main"), default);
        using var chosen = new Scripted(new ModelException(ModelFailure.Network, "down"), "from a");
        foreach (var (expected, model) in ((string, string)[])[("from c", "c"), ("from a", "a")])
        {
            using var client = new FallbackChatClient("a", chosen, ["a", "b", "c"], name => name is "b" ? throw new LurkBotException("no key") : new Scripted("from " + name) { Model = name }, notes.Add);
            var result = await new TestTurn(session, client, new SessionTurnOptions { Model = "a", SystemPrompt = "s", Stream = stream }, TimeProvider.System).RunAsync(new UserEntry { Content = "hello" }, null, default);
            Assert.Equal((expected, model), (result.Reply, result.Model));
        }

        var entries = await session.ReadAllAsync(default);
        var notice = Assert.Single(entries.OfType<SystemEntry>());
        Assert.Equal("a could not answer (it cannot be reached); c answers instead.", notice.Content);
        Assert.Equal("c", Assert.IsType<AssistantEntry>(entries[2]).Model);
        Assert.Equal(["b cannot stand in: no key", notice.Content], notes);
    }

    [Fact]
    public async Task Fallback_NoneAnswers_FailsWithTheLastOnesWord()
    {
        using var client = new FallbackChatClient("a", new Scripted(new ModelException(ModelFailure.Timeout, "a is gone")), ["b"], _ => new Scripted(new ModelException(ModelFailure.Overloaded, "b is busy")), notes.Add);
        Assert.Equal("b is busy", (await Assert.ThrowsAsync<ModelException>(() => AskAsync(client, stream: false))).Message);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LeaveOut_ImageRefused_AsksOnceMoreWithTheQuestion(bool stream)
    {
        var inner = new Scripted(new ModelException(ModelFailure.InvalidRequest, "bad image"), "I see nothing");
        using var client = new RequestTrimmingChatClient(inner, Somewhere(), notes.Add);
        ChatMessage[] messages = [new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2 }, "image/png")])];
        var response = stream ? await client.GetStreamingResponseAsync(messages).ToChatResponseAsync() : await client.GetResponseAsync(messages);
        Assert.Equal("I see nothing", response.Text);
        var again = Assert.Single(inner.Requests[1]);
        Assert.Equal("What is this?[Left out: the provider refused it.]", again.Text);
        Assert.Contains("without the images", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeaveOut_ToolResultRefused_KeepsTheCallsPairing()
    {
        var inner = new Scripted(new ModelException(ModelFailure.InvalidRequest, "bad result"), "fine");
        using var client = new RequestTrimmingChatClient(inner, Somewhere(), null);
        await client.GetResponseAsync([
            new(ChatRole.User, "go"),
            new(ChatRole.Assistant, [new FunctionCallContent("1", "t"), new FunctionCallContent("2", "t")]),
            new(ChatRole.Tool, [new FunctionResultContent("1", "odd")]),
            new(ChatRole.Tool, [new FunctionResultContent("2", "odder")]),
        ]);
        var results = inner.Requests[1].SelectMany(message => message.Contents).OfType<FunctionResultContent>().ToList();
        Assert.Equal(["1", "2"], results.Select(result => result.CallId));
        Assert.All(results, result => Assert.Equal("[Left out: the provider refused it.]", result.Result));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LeaveOut_ImageRefusedBefore_IsNotSentAgainButAnotherIsTried(bool stream)
    {
        var no = new ModelException(ModelFailure.InvalidRequest, "bad image");
        var inner = new Scripted(no, "nothing", "still nothing", no, "nothing at all");
        using var client = new RequestTrimmingChatClient(inner, Somewhere(), notes.Add);
        var (first, other) = (new DataContent(new byte[] { 1, 2 }, "image/png"), new DataContent(new byte[] { 3 }, "image/png"));
        List<ChatMessage> messages = [new(ChatRole.User, [new TextContent("What is this?"), first])];
        async Task Ask() => _ = stream ? await client.GetStreamingResponseAsync(messages).ToChatResponseAsync() : await client.GetResponseAsync(messages);
        await Ask();
        await Ask();
        messages.Add(new(ChatRole.User, [other]));
        await Ask();
        Assert.Equal([1, 0, 0, 1, 0], inner.Requests.Select(request => request.SelectMany(message => message.Contents).OfType<DataContent>().Count()));
        Assert.Equal(2, notes.Count);
    }

    [Fact]
    public async Task LeaveOut_RequestRefusedForWhateverReason_NothingIsLearned()
    {
        var no = new ModelException(ModelFailure.InvalidRequest, "bad");
        var inner = new Scripted(no, no, "there");
        using var client = new RequestTrimmingChatClient(inner, Somewhere(), notes.Add);
        ChatMessage[] messages = [new(ChatRole.User, [new TextContent("What is this?"), new DataContent(new byte[] { 1, 2 }, "image/png")])];
        await Assert.ThrowsAsync<ModelException>(() => client.GetResponseAsync(messages));
        await client.GetResponseAsync(messages);
        Assert.Single(inner.Requests[2].SelectMany(message => message.Contents).OfType<DataContent>());
    }

    [Fact]
    public async Task LeaveOut_TemperatureRefused_IsNotSaidAgain()
    {
        var inner = new Scripted(new ModelException(ModelFailure.InvalidRequest, "Unsupported value: 'temperature' does not support 0.3 with this model."), "fine", "fine again");
        using var client = new RequestTrimmingChatClient(inner, Somewhere(), notes.Add);
        var options = new ChatOptions { Temperature = 0.3f };
        await client.GetResponseAsync("Hello", options);
        await client.GetResponseAsync("Hello", options);
        Assert.Equal([0.3f, null, null], inner.Temperatures);
        Assert.Equal(0.3f, options.Temperature);
        Assert.Contains("LURKBOT_TEMPERATURE", Assert.Single(notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeaveOut_OnlyText_FailsAtOnce()
    {
        using var client = new RequestTrimmingChatClient(new Scripted(new ModelException(ModelFailure.InvalidRequest, "bad"), "never"), Somewhere(), null);
        await Assert.ThrowsAsync<ModelException>(() => AskAsync(client, stream: true));
    }

    private static ModelAddress Somewhere() => new(new ModelRefusals(home: null, TimeProvider.System), "http://127.0.0.1", "m");

    private static ModelException Busy(TimeSpan? wait = null) => new(wait is null ? ModelFailure.Overloaded : ModelFailure.RateLimit, "busy") { RetryAfter = wait };

    private static async Task<string> AskAsync(IChatClient client, bool stream) =>
        (stream ? await client.GetStreamingResponseAsync("Hello").ToChatResponseAsync() : await client.GetResponseAsync("Hello")).Text;

    private static async Task<string> FinishAsync(Task<string> asking, FakeTimeProvider time)
    {
        while (!asking.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await asking;
    }

    /// <summary>Answers in turn with texts and failures.</summary>
    private sealed class Scripted(params object[] answers) : IChatClient
    {
        private readonly Queue<object> answers = new(answers);

        public string Model { get; init; } = "a";

        public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

        public List<float?> Temperatures { get; } = [];

        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Requests.Add([.. messages]);
            Temperatures.Add(options?.Temperature);
            return answers.Dequeue() is var answer && answer is Exception failure
                ? Task.FromException<ChatResponse>(failure)
                : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, (string)answer)) { ModelId = Model });
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
                yield return update;
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
