using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Recall;

/// <summary>What a turn recalls: chosen once, the same in all its calls, on record, and gone with the turn.</summary>
public sealed class TurnRecallTests
{
    private const string Key = "cli:a:main";

    private readonly WordIndex index = new();

    [Fact]
    public async Task Turn_WhoseContextLacksTheAnswer_QuotesItBeforeTheQuestion_AndOnlyThen()
    {
        await using var home = await HomeAsync((_, _) => ScriptedModel.Text("Well."));
        await home.AskAsync(Key, "Where does Barnaby sleep?");
        var messages = home.Model.Requests[^1];
        Assert.Equal("user|text Where does Barnaby sleep?", messages[^1]);
        Assert.StartsWith("user|text [Recalled by LurkBot:", messages[^2], StringComparison.Ordinal);
        Assert.Contains("\nThu, 1970-01-01:\n> #1 Ada: Barnaby is my tortoise, it sleeps in the greenhouse.", messages[^2], StringComparison.Ordinal);
        Assert.DoesNotContain(messages.SkipLast(2), message => message.Contains("Barnaby", StringComparison.Ordinal));
        var record = (await home.ReadAsync(Key)).OfType<AssistantEntry>().Last().Context!;
        Assert.Equal([new RecalledPart(1, 0, 0)], record.Recalled);
        Assert.InRange(record.RecalledTokens, 40, 1500);

        await home.AskAsync(Key, "Thanks");
        Assert.DoesNotContain(home.Model.Requests[^1], message => message.Contains("[Recalled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_OfOneTurn_HaveTheSameQuotations_OnRecordOnce()
    {
        await using var home = await HomeAsync((messages, _) => ExchangeHome.ResultIn(messages) is null ? ExchangeHome.Call("sessions_list") : ScriptedModel.Text("Well."));
        var before = home.Model.Requests.Count;
        await home.AskAsync(Key, "Where does Barnaby sleep?");
        var blocks = home.Model.Requests.Skip(before).Select(request => request.Single(message => message.StartsWith("user|text [Recalled", StringComparison.Ordinal))).ToList();
        Assert.Equal(2, blocks.Count);
        Assert.Equal(blocks[0], blocks[1]);
        var records = (await home.ReadAsync(Key)).OfType<AssistantEntry>().TakeLast(2).Select(entry => entry.Context!).ToList();
        Assert.Equal([1, 0], records.Select(record => record.Recalled.Count));
        Assert.Equal(records[0].RecalledTokens, records[1].RecalledTokens);
        Assert.Single(index.Queries, query => query.Text.Contains("Barnaby", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Conversation_ThatFits_AsksNoIndex()
    {
        await using var home = await HomeAsync((_, _) => ScriptedModel.Text("Well."), budget: 128_000);
        await home.AskAsync(Key, "Where does Barnaby sleep?");
        Assert.Empty(index.Queries);
        Assert.Contains(home.Model.Requests[^1], message => message.Contains("tortoise", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Index_ThatCannotBeUsed_CostsNoAnswer()
    {
        await using var home = await HomeAsync((_, _) => ScriptedModel.Text("Well."));
        index.Failure = new LurkBotException("The disk is gone.");
        Assert.Equal("Well.", await home.AskAsync(Key, "Where does Barnaby sleep?"));
        Assert.NotEmpty(index.Queries);
    }

    [Fact]
    public async Task Recall_SwitchedOff_LeavesTheSameWindow()
    {
        await using var on = await HomeAsync((_, _) => ScriptedModel.Text("Well."));
        await using var off = await HomeAsync((_, _) => ScriptedModel.Text("Well."));
        off.Services.Options.Context.Recall = RecallMode.Off;
        foreach (var home in (ExchangeHome[])[on, off])
        {
            for (var i = 0; i < 30; i++)
                await home.AskAsync(Key, $"Where does Barnaby sleep on day {i}? {new string('z', 100)}");
        }

        foreach (var (one, other) in on.Model.Requests.Zip(off.Model.Requests))
            Assert.Equal(other.Select(message => message), one.Where(message => !message.StartsWith("user|text [Recalled", StringComparison.Ordinal)).Select(message => message));
        Assert.Contains(on.Model.Requests, request => request.Any(message => message.StartsWith("user|text [Recalled", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Quotation_ThatWasTakenBackMeanwhile_IsNotThereWhenTheTurnGoesOn()
    {
        await using var home = await HomeAsync((_, _) => ScriptedModel.Text("Well."));
        await using var session = await home.Store.OpenAsync(SessionKey.Parse(Key), default);
        var question = (await session!.AppendAsync([new UserEntry { At = DateTimeOffset.UnixEpoch, Content = "Where does Barnaby sleep?" }], default))[0];
        await session.AppendAsync([new AssistantEntry { At = DateTimeOffset.UnixEpoch, Turn = question.Id, Heard = [question.Id], ToolCalls = [new ToolCall("c", "x", "{}")], Context = new ContextRecord(50, 2000, [], [], 0, 0) { Recalled = [new RecalledPart(1, 0, 0), new RecalledPart(3, 2, 4), new RecalledPart(5, 90_000, 4)], RecalledTokens = 60 } }], default);
        var recall = new LurkBot.Recall.TurnRecall(index, TimeZoneInfo.Utc);
        var quotation = await recall.FindAsync(session, question.Id, question.Id, new ContextSettings { RecallTokens = 1500 }, default);
        // The third is longer than the message is now.
        Assert.Equal([new RecalledPart(1, 0, 0), new RecalledPart(3, 2, 4)], quotation!.Parts);
        Assert.Contains("> #3 Ada: …ller…", quotation.Text, StringComparison.Ordinal);
        await session.AppendAsync([new ClearEntry { At = DateTimeOffset.UnixEpoch }], default);
        Assert.Null(await recall.FindAsync(session, question.Id, question.Id, new ContextSettings { RecallTokens = 1500 }, default));
    }

    /// <summary>Nobody has named the host: whoever wrote what was recalled may have.</summary>
    [Theory]
    [InlineData(Trust.Low, true)]
    [InlineData(Trust.Full, false)]
    public async Task Rules08_RecalledTextOfLowerTrust_HasANewHostAskedAbout(Trust trust, bool isAsked)
    {
        await using var home = await HomeAsync((messages, _) => ExchangeHome.ResultIn(messages) is null ? ExchangeHome.Call("web_fetch", ("url", "http://127.0.0.1:1/")) : ScriptedModel.Text("Well."), trust: trust);
        var asked = (await home.SayAsync(Key, "Where does Barnaby sleep?")).OfType<TurnUpdate.ApprovalAsked>().ToList();
        Assert.Contains(home.Model.Requests[0], message => message.Contains("Barnaby is my tortoise", StringComparison.Ordinal));
        Assert.Equal(isAsked, asked.Count == 1);
    }

    /// <summary>A session whose beginning does not fit the budget.</summary>
    private async Task<ExchangeHome> HomeAsync(Func<IReadOnlyList<ChatMessage>, int, IAsyncEnumerable<ChatResponseUpdate>> model, int budget = 8_000, Trust trust = Trust.Full)
    {
        var home = new ExchangeHome(model);
        home.Services.Options.Context.MaxTokens = budget;
        home.Services.Recall = index;
        await using var session = await home.Store.OpenOrCreateAsync(SessionKey.Parse(Key), default);
        var (at, ada) = (DateTimeOffset.UnixEpoch, new Sender("owner", "Ada", Trust.Full));
        await session.AppendAsync([new UserEntry { At = at, Turn = 1, Content = "Barnaby is my tortoise, it sleeps in the greenhouse.", Sender = ada with { Trust = trust } }, new AssistantEntry { At = at, Turn = 1, Content = "Good night.", Context = ContextRecord.Imported, Heard = [1], Answers = [1] }], default);
        for (var i = 3; i < 203; i += 2)
            await session.AppendAsync([new UserEntry { At = at, Turn = i, Content = $"filler {i} {new string('y', 300)}", Sender = ada }, new AssistantEntry { At = at, Turn = i, Content = "noted", Heard = [i], Answers = [i], Context = ContextRecord.Imported }], default);
        return home;
    }
}
