using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>What the outbox does about parts whose answer was lost, and about previews, over a real ledger.</summary>
public sealed class OutboxSenderTests : IAsyncDisposable
{
    private const string Address = "telegram:1:42";

    private readonly FakeTimeProvider time = new();
    private readonly ScriptedChannel channel = new();
    private readonly SqliteDeliveryLedger ledger;
    private readonly CancellationTokenSource stopping = new();

    public OutboxSenderTests() => ledger = SqliteDeliveryLedger.InMemory(time);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await ledger.DisposeAsync();
        stopping.Dispose();
    }

    [Fact]
    public async Task Send_AnswerLostAndThePlatformShowsIt_IsSentWithItsId()
    {
        channel.Outcomes.Enqueue(new SendOutcome.Uncertain("the connection broke"));
        channel.Proofs.Enqueue(new SendProof.Sent("77"));
        await AddAsync("one", "two");
        await RunAsync();
        Assert.Equal(["one", "one?", "two"], channel.Asked);
        Assert.Equal([(OutboundState.Sent, "77"), (OutboundState.Sent, "id3")], await FatesAsync());
    }

    [Fact]
    public async Task Send_AnswerLostAndThePlatformDoesNotShowIt_IsSentAgainBeforeWhatFollows()
    {
        channel.Outcomes.Enqueue(new SendOutcome.Uncertain("the connection broke"));
        channel.Proofs.Enqueue(new SendProof.NotNow());
        channel.Proofs.Enqueue(new SendProof.Absent());
        await AddAsync("one", "two");
        await RunAsync();
        Assert.Equal(["one", "one?", "one?", "one", "two"], channel.Asked);
        Assert.All(await FatesAsync(), fate => Assert.Equal(OutboundState.Sent, fate.State));
    }

    [Fact]
    public async Task Send_PlatformCannotBeAskedForLong_MayHaveBeenSentAndTheNextGoes()
    {
        channel.Outcomes.Enqueue(new SendOutcome.Uncertain("the connection broke"));
        for (var i = 0; i < 100; i++)
            channel.Proofs.Enqueue(new SendProof.NotNow());
        await AddAsync("one", "two");
        await RunAsync();
        Assert.Equal([(OutboundState.MaybeSent, null), (OutboundState.Sent, $"id{channel.Asked.Count}")], await FatesAsync());
        Assert.Single(channel.Asked, "one");
    }

    [Theory]
    [InlineData(true, new[] { "one?", "two" }, "Sent")]
    [InlineData(false, new[] { "two" }, "MaybeSent")]
    public async Task Recover_PartWasBeingSent_ThePlatformIsAskedWhereItTells(bool tells, string[] asked, string state)
    {
        await AddAsync("one", "two");
        await ledger.BeginSendingAsync(1, default);
        channel.Proofs.Enqueue(new SendProof.Sent("77"));
        await RunAsync(channel with { Capabilities = channel.Capabilities with { CanFindSent = tells } });
        Assert.Equal(asked, channel.Asked);
        Assert.Equal(state, (await FatesAsync())[0].State.ToString());
    }

    [Fact]
    public async Task Send_PartIsRefusedForGood_RestFailsWithOneNotice()
    {
        channel.Outcomes.Enqueue(new SendOutcome.Sent("id1"));
        channel.Outcomes.Enqueue(new SendOutcome.Refused("Bad Request: message is *odd*."));
        await AddAsync("one", "two", "three", "four");
        await RunAsync();
        Assert.Equal(["one", "two", @"The rest of this reply could not be sent: Bad Request\: message is \*odd\*. Ask again, or for something shorter or simpler."], channel.Asked);
        Assert.Equal([OutboundState.Sent, OutboundState.Failed, OutboundState.Failed, OutboundState.Failed], (await RowsAsync()).Where(row => row.Delivery == "d").Select(row => row.State));
        Assert.Equal((OutboundKind.Notice, OutboundState.Sent), Assert.Single((await RowsAsync()).Where(row => row.Delivery != "d").Select(row => (row.Kind, row.State))));
    }

    [Fact]
    public async Task Send_ChatRefusesThePart_NoticeAsksForNothingSimpler()
    {
        channel.Outcomes.Enqueue(new SendOutcome.Refused("no permission") { IsOfChat = true });
        await AddAsync("one");
        await RunAsync();
        Assert.Equal(["one", "The reply could not be sent: no permission. Ask again once that is mended."], channel.Asked);
    }

    [Fact]
    public async Task Send_PartAndItsNoticeAreRefused_NothingMoreIsTried()
    {
        channel.Outcomes.Enqueue(new SendOutcome.Refused("Forbidden: bot was blocked by the user"));
        channel.Outcomes.Enqueue(new SendOutcome.Refused("Forbidden: bot was blocked by the user"));
        await AddAsync("one", "two");
        await RunAsync();
        Assert.Equal(2, channel.Asked.Count);
        Assert.StartsWith("The reply could not be sent: Forbidden", channel.Asked[1], StringComparison.Ordinal);
        Assert.All(await FatesAsync(), fate => Assert.Equal(OutboundState.Failed, fate.State));
    }

    [Fact]
    public async Task Send_CannotBeSentForADay_FailsWithOneNotice()
    {
        for (var i = 0; i < 4; i++)
            channel.Outcomes.Enqueue(new SendOutcome.NotYet("the platform is down", TimeSpan.FromHours(9)));
        await AddAsync("one", "two");
        await RunAsync(step: TimeSpan.FromHours(1));
        Assert.Equal(5, channel.Asked.Count);
        Assert.StartsWith("The reply could not be sent: the platform is down.", channel.Asked[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Send_PartIsOlderThanADay_IsTriedForAWhile()
    {
        channel.Outcomes.Enqueue(new SendOutcome.NotYet("the platform is down", TimeSpan.FromMinutes(1)));
        await AddAsync("one");
        time.Advance(TimeSpan.FromHours(30));
        await RunAsync(step: TimeSpan.FromSeconds(30));
        Assert.Equal(["one", "one"], channel.Asked);
        Assert.Equal(OutboundState.Sent, Assert.Single(await FatesAsync()).State);
    }

    [Fact]
    public async Task Send_QuestionIsRefused_TellsHowToGoOn()
    {
        channel.Outcomes.Enqueue(new SendOutcome.Refused("no"));
        await ledger.AddAsync([new OutboundRecord("d", 1, OutboundKind.Approval, Address, "May bash run this?", time.GetUtcNow()) { Entry = 2, Buttons = [new OutboundButton("Once", "a")] }], default);
        await RunAsync();
        Assert.Equal("A tool must be allowed first, but the question could not be sent: no. Without an answer the tool does not run.", channel.Asked[1]);
    }

    [Theory]
    [InlineData("77", new[] { "?", "one in 77", "two" }, "1 Sent, 2 Sent")]
    [InlineData("", new[] { "?", "one", "two" }, "1 Sent, 2 Sent")]
    [InlineData(null, new[] { "?", "one", "two" }, "0 MaybeSent, 1 Sent, 2 Sent")]
    public async Task Send_PreviewMayBeThere_ReplyTakesItsPlaceWhereThePlatformTells(string? shown, string[] asked, string fates)
    {
        var session = SessionId.New(time.GetUtcNow());
        OutboundRecord Part(int part, string text) => new("d", part, OutboundKind.Reply, Address, text, time.GetUtcNow()) { Entry = 2, Session = session };
        var preview = Assert.Single(await ledger.AddAsync([Part(1, "") with { Entry = null }], default));
        await ledger.BeginSendingAsync(preview.Id, default);
        await ledger.TakeInAsync(new LedgerIntake(session, 2) { Outbound = [Part(1, "one"), Part(2, "two")] }, default);
        if (shown is not null)
            channel.Proofs.Enqueue(shown.Length == 0 ? new SendProof.Absent() : new SendProof.Sent(shown));
        await RunAsync();
        Assert.Equal(asked, channel.Asked);
        Assert.Equal(fates, string.Join(", ", (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.OrderBy(row => row.Part).Select(row => $"{row.Part} {row.State}")));
    }

    private async Task<IReadOnlyList<OutboundRecord>> RowsAsync() => [.. (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.OrderBy(row => row.Id)];

    private async Task AddAsync(params string[] texts) =>
        await ledger.AddAsync([.. texts.Select((text, i) => new OutboundRecord("d", i + 1, OutboundKind.Reply, Address, text, time.GetUtcNow()) { Entry = 2, Session = SessionId.New(time.GetUtcNow()) })], default);

    private async Task<IReadOnlyList<(OutboundState State, string? Id)>> FatesAsync() =>
        [.. (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.OrderBy(row => row.Part).Select(row => (row.State, row.PlatformId))];

    /// <summary>Sends until everything has its fate; time goes on meanwhile.</summary>
    private async Task RunAsync(ScriptedChannel? other = null, TimeSpan? step = null)
    {
        var sender = new OutboxSender(ledger, new Dictionary<string, IChannel>(StringComparer.Ordinal) { ["telegram"] = other ?? channel }, (_, _, _) => Task.CompletedTask, time, NullLogger<OutboxSender>.Instance);
        await sender.RecoverAsync(default);
        await sender.StartAsync(stopping.Token);
        await Poll.UntilAsync(async () =>
        {
            time.Advance(step ?? TimeSpan.FromSeconds(1));
            return (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.All(row => row.IsOver);
        });
    }
}
