using System.Runtime.CompilerServices;
using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Budgets;

/// <summary>Budgets in real turns over real sessions; only the model is scripted.</summary>
public sealed class BudgetTurnTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("telegram:1:group");

    private readonly TemporaryFolder home = new();
    private FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly BudgetOptions options = new();
    private readonly List<string> notes = [];
    private int asked;

    private FileSessionStore Store => new(home.Path, time);

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ToolLoop_BudgetUsedUpWithinATurn_EndsWithANoticeAndNothingOpen(bool stream)
    {
        options.SessionTokens = 100;
        var result = await AskAsync(new Scripted(30, Calls: true), stream);
        Assert.Equal((TurnFate.Failed, 4), (result.Fate, asked));
        Assert.IsType<BudgetExhaustedException>(result.Error);
        Assert.Contains("The turn ends here", result.Error!.Message, StringComparison.Ordinal);
        Assert.Contains("used 90 tokens of 100 tokens (90 %)", Assert.Single(notes), StringComparison.Ordinal);
        await using var session = await Store.OpenAsync(Key, default);
        var entries = await session!.ReadAllAsync(default);
        Assert.Equal(entries.OfType<AssistantEntry>().SelectMany(entry => entry.ToolCalls).Select(call => call.Id), entries.OfType<ToolEntry>().Select(entry => entry.ToolCallId));
        Assert.All(entries.OfType<ToolEntry>(), entry => Assert.False(entry.Error));
        Assert.Equal(result.Error.Message, Assert.IsType<NoticeEntry>(entries[^1]).Content);
        Assert.Equal(notes, entries.OfType<SystemEntry>().SkipLast(1).Select(entry => entry.Content));
    }

    [Fact]
    public async Task NextMessage_BudgetUsedUp_IsRefusedUntilMoreIsGiven()
    {
        options.SessionTokens = 50;
        Assert.Equal(TurnFate.Answered, (await AskAsync(new Scripted(60))).Fate);
        var refused = await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(60)));
        Assert.Contains("LURKBOT_BUDGET_SESSION_TOKENS", refused.Message, StringComparison.Ordinal);
        Assert.Contains("lurkbot sessions budget telegram:1:group --resume", refused.Message, StringComparison.Ordinal);
        await using (var session = await Store.OpenAsync(Key, default))
        {
            var end = Assert.IsType<NoticeEntry>((await session!.ReadAllAsync(default))[^1]);
            Assert.Equal(TurnFate.Refused, end.Fate);
            Assert.Equal([end.Id - 1], end.Answers);
            Assert.DoesNotContain("LURKBOT_", end.Content, StringComparison.Ordinal);
        }

        await using (var session = await Store.OpenAsync(Key, default))
            Assert.Equal(110, Assert.Single(await Watch().ExtendAsync(session!, BudgetAmount.Again, new SessionChange("owner", "test"), default)).Limit);
        Assert.Equal(TurnFate.Answered, (await AskAsync(new Scripted(20))).Fate);
        await using (var session = await Store.OpenAsync(Key, default))
        {
            await SessionUndo.AppendAsync(session!, "owner", "test", time, default);
            await SessionUndo.AppendAsync(session!, "owner", "test", time, default);
        }

        await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(1)));
        Assert.Equal(2, asked);
    }

    [Theory]
    [InlineData(1970)]
    [InlineData(2020)]
    public async Task SessionBudget_ClockWrongForAWhile_CountsAll(int year)
    {
        options.SessionTokens = 50;
        var (now, watch) = (time, Watch());
        await AskAsync(new Scripted(20), watch: watch);
        time = new(new DateTimeOffset(year, 5, 5, 12, 0, 0, TimeSpan.Zero));
        await AskAsync(new Scripted(20), watch: Watch());
        time = now;
        await AskAsync(new Scripted(20), watch: watch);
        await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(20), watch: watch));
        await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(20), watch: Watch()));
    }

    [Fact]
    public async Task LongLivedWatch_SeesWhatOtherProcessesDo()
    {
        options.SessionTokens = 100;
        var (one, other) = (Watch(), Watch());
        foreach (var watch in (TurnBudget[])[one, other, one, other])
            Assert.Equal(TurnFate.Answered, (await AskAsync(new Scripted(25), watch: watch)).Fate);
        await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(25), watch: one));
        Assert.Single(notes);
        await using (var session = await Store.OpenAsync(Key, default))
            await other.ExtendAsync(session!, BudgetAmount.Again, new SessionChange("owner", "test"), default);
        Assert.Equal(TurnFate.Answered, (await AskAsync(new Scripted(25), watch: one)).Fate);
    }

    [Fact]
    public async Task DayAndPerson_EachCountsItsOwnAndTheNextDayBeginsAnew()
    {
        (options.PersonTokens, options.DayTokens) = (100, 150);
        await AskAsync(new Scripted(100), person: "ann");
        Assert.Contains("ann today", (await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(1), person: "ann", key: "telegram:2:group"))).Message, StringComparison.Ordinal);
        await AskAsync(new Scripted(60), person: "bob", key: "telegram:2:group");
        var refused = await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(1), person: "eve", key: "telegram:3:group"));
        Assert.Contains("everybody today used 160 tokens of 150 tokens", refused.Message, StringComparison.Ordinal);
        await using (var session = await Store.OpenAsync(Key, default))
            await Watch().ExtendAsync(session!, new BudgetAmount(50, null), new SessionChange("owner", "test"), default);
        // What one session is given does not open the others.
        Assert.Equal(TurnFate.Answered, (await AskAsync(new Scripted(1), person: "eve")).Fate);
        await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(1), person: "eve", key: "telegram:3:group"));
        time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(TurnFate.Answered, (await AskAsync(new Scripted(1), person: "ann")).Fate);
    }

    /// <summary>A process that is killed between storing its reply and counting it.</summary>
    [Fact]
    public async Task DayBudget_ReplyOfAKilledProcess_IsCountedAtTheNextTurn()
    {
        options.DayTokens = 100;
        await AskAsync(new Scripted(60));
        await using (var session = await Store.OpenAsync(Key, default))
            await session!.AppendAsync([new UserEntry { Content = "hello", At = time.GetUtcNow(), Sender = new Sender("ann", null, Trust.Low) }, new AssistantEntry { Content = "fine", Model = "some-model", Usage = new Usage(49, 1, 0), At = time.GetUtcNow() }], default);
        Assert.Contains("used 110 tokens of 100 tokens", (await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(1)))).Message, StringComparison.Ordinal);
        // Others pay by the same day.
        await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(1), key: "telegram:2:group"));
    }

    [Fact]
    public async Task CostBudget_PriceUnknown_IsSaidOnceAndDoesNotStop()
    {
        options.SessionCost = 0.0001m;
        for (var i = 0; i < 3; i++)
            Assert.Equal(TurnFate.Answered, (await AskAsync(new Scripted(1_000_000))).Fate);
        Assert.Contains("the price of some-model is not known", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Equal(TurnFate.Answered, (await AskAsync(new Scripted(1_000_000, Model: "gpt-4o"))).Fate);
        await Assert.ThrowsAsync<BudgetExhaustedException>(() => AskAsync(new Scripted(1)));
    }

    [Fact]
    public async Task Fork_BeginsWithAnUnusedBudget()
    {
        options.SessionTokens = 50;
        await AskAsync(new Scripted(60));
        time.Advance(TimeSpan.FromSeconds(1));
        await Store.ForkAsync(Key, at: null, SessionKey.Parse("telegram:2:group"), new SessionChange("owner", "test"), default);
        Assert.Equal(TurnFate.Answered, (await AskAsync(new Scripted(45), key: "telegram:2:group")).Fate);
        Assert.Equal(2, notes.Count);
    }

    [Fact]
    public async Task NumbersMissing_IsSaidOnce()
    {
        options.SessionTokens = 50;
        for (var i = 0; i < 2; i++)
            await AskAsync(new Scripted(null));
        Assert.Contains("gave no numbers", Assert.Single(notes), StringComparison.Ordinal);
    }

    private TurnBudget Watch() => new(options, new CallPrices(ModelCatalogue.BuiltIn), new DailyUsageLog(Store, home.Path), TimeZoneInfo.Utc, time);

    private async Task<TurnResult> AskAsync(Scripted client, bool stream = true, string person = "ann", string? key = null, TurnBudget? watch = null)
    {
        await using var session = await Store.OpenOrCreateAsync(key is null ? Key : SessionKey.Parse(key), default);
        client.OnAsked = () => asked++;
        var turn = new TestTurn(session, client, new SessionTurnOptions
        {
            Model = "some-model",
            SystemPrompt = "s",
            Stream = stream,
            Tools = [AIFunctionFactory.Create(() => "42", "answer")],
            Budget = watch ?? Watch(),
        }, time)
        { OnNote = notes.Add };
        return await turn.RunAsync(new UserEntry { Content = "hello", Sender = new Sender(person, null, Trust.Low) }, null, default);
    }

    /// <summary>Uses the same number of tokens for each answer, and asks for a tool each time or never.</summary>
    private sealed record Scripted(long? Tokens, bool Calls = false, string Model = "some-model") : IChatClient
    {
        private int calls;

        public Action OnAsked { get; set; } = () => { };

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            OnAsked();
            AIContent content = Calls ? new FunctionCallContent($"c{++calls}", "answer") : new TextContent("fine");
            yield return new ChatResponseUpdate(ChatRole.Assistant, [content]) { ModelId = Model };
            if (Tokens is { } tokens)
                yield return new ChatResponseUpdate(ChatRole.Assistant, [new UsageContent(new UsageDetails { InputTokenCount = tokens - 1, OutputTokenCount = 1 })]) { ModelId = Model };
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
