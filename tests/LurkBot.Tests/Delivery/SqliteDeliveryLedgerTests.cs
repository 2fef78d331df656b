using LurkBot.Delivery;
using LurkBot.Sessions;
using Microsoft.Extensions.Time.Testing;
using static LurkBot.Tests.Delivery.LedgerRowsOfTests;

namespace LurkBot.Tests.Delivery;

/// <summary>What the port promises, one by one.</summary>
public sealed class SqliteDeliveryLedgerTests : IAsyncDisposable
{
    private readonly FakeTimeProvider time = new(At);
    private readonly SqliteDeliveryLedger ledger;

    public SqliteDeliveryLedgerTests() => ledger = SqliteDeliveryLedger.InMemory(time);

    public ValueTask DisposeAsync() => ledger.DisposeAsync();

    [Fact]
    public async Task Receive_SameSource_GivesTheEarlierRow()
    {
        var first = await ledger.ReceiveAsync([Message("1"), Message("2"), Message("1")], default);
        Assert.Equal([1, 2, 1], first.Select(row => row.Id));
        await ledger.MoveInboundAsync(first[0].Source, InboundState.Answered, null, default);
        var again = await ledger.ReceiveAsync([Message("3"), Message("1")], default);
        Assert.Equal([InboundState.Received, InboundState.Answered], again.Select(row => row.State));
        Assert.True(again[1].Id < again[0].Id);
    }

    [Theory]
    [InlineData(InboundState.Answered, false)]
    [InlineData(InboundState.Failed, true)]
    [InlineData(InboundState.Refused, false)]
    [InlineData(InboundState.Cancelled, false)]
    internal async Task Inbound_Fate_IsFinal_AndOnlyAFailedOneKeepsItsText(InboundState fate, bool keeps)
    {
        var row = (await ledger.ReceiveAsync([Message("1") with { Text = "secret" }], default))[0];
        Assert.Equal("secret", row.Text);
        Assert.True(await ledger.MoveInboundAsync(row.Source, fate, "why", default));
        foreach (var other in Enum.GetValues<InboundState>())
            Assert.False(await ledger.MoveInboundAsync(row.Source, other, null, default));
        await ledger.TakeInAsync(new LedgerIntake(Session, 5) { Inbound = [row with { State = InboundState.Running, Session = Session, Entry = 3 }] }, default);
        var end = await ledger.FindReceivedAsync(row.Source, default);
        Assert.Equal((fate, "why", keeps ? "secret" : null), (end!.State, end.Reason, end.Text));
        // One that has its fate when it is first told, as from a file.
        var told = (await ledger.ReceiveAsync([Message("2", fate) with { Text = "secret" }], default))[0];
        Assert.Equal(keeps ? "secret" : null, told.Text);
    }

    [Theory]
    [InlineData(OutboundState.Sent, false)]
    [InlineData(OutboundState.MaybeSent, true)]
    [InlineData(OutboundState.Failed, true)]
    [InlineData(OutboundState.Cancelled, false)]
    internal async Task Outbound_Fate_IsFinal_AndOnlyWhatMayBeRetriedKeepsItsText(OutboundState fate, bool keeps)
    {
        var button = new OutboundButton("a\tb\nc ü%", "yes:1");
        var row = (await ledger.AddAsync([Part("d", 1) with { Buttons = [button] }], default))[0];
        Assert.Equal([button], row.Buttons);
        Assert.True(await ledger.BeginSendingAsync(row.Id, default));
        Assert.False(await ledger.BeginSendingAsync(row.Id, default));
        Assert.True(await ledger.MoveOutboundAsync(row.Id, fate, "99", "why", default));
        foreach (var other in Enum.GetValues<OutboundState>())
            Assert.False(await ledger.MoveOutboundAsync(row.Id, other, "100", null, default));
        Assert.False(await ledger.BeginSendingAsync(row.Id, default));
        var end = await OutAsync(row.Id);
        Assert.Equal((fate, "99", "why", keeps ? "text 1" : "", keeps ? "<b>text 1</b>" : null, keeps ? 1 : 0, 1), (end.State, end.PlatformId, end.Reason, end.Text, end.Markup, end.Buttons.Count, end.Attempts));
        Assert.Equal(keeps, await ledger.RetryAsync("out-1", default));
        Assert.Equal(keeps ? OutboundState.Pending : fate, (await OutAsync(row.Id)).State);
        Assert.Empty((await ledger.AddAsync([Part("e", 1) with { State = OutboundState.Sent }], default))[0].Text);
    }

    [Fact]
    public async Task TakeIn_Again_ChangesNothing_AndThroughOnlyGrows()
    {
        var intake = new LedgerIntake(Session, 9) { Inbound = [Message("1", InboundState.Answered) with { Session = Session, Entry = 3 }], Outbound = [Part("d", 1), Part("d", 2)] };
        Assert.Equal([1, 2], (await ledger.TakeInAsync(intake, default)).Select(part => part.Part));
        var before = await ledger.ReadAsync(new LedgerFilter(), default);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await ledger.TakeInAsync(intake with { Through = 4 }, default));
        var after = await ledger.ReadAsync(new LedgerFilter(), default);
        Assert.Equal(before.Inbound, after.Inbound);
        Assert.Equal(before.Outbound.Select(row => (row.Id, row.State, row.UpdatedAt)), after.Outbound.Select(row => (row.Id, row.State, row.UpdatedAt)));
        Assert.Equal(9, await ledger.ReadThroughAsync(Session, default));
        Assert.Null(await ledger.ReadThroughAsync(SessionId.New(At), default));
    }

    [Fact]
    public async Task TakeIn_PreviewWithId_IsEdited()
    {
        var preview = (await ledger.AddAsync([Preview("d")], default))[0];
        await ledger.MoveOutboundAsync(preview.Id, OutboundState.Sent, "77", null, default);
        var parts = await ledger.TakeInAsync(Intake(Part("d", 1), Part("d", 2)), default);
        Assert.Equal([(1, "77", "text 1"), (2, null, "text 2")], parts.Select(part => (part.Part, part.PlatformId, part.Text)));
    }

    [Theory]
    [InlineData(OutboundState.Sending)]
    [InlineData(OutboundState.MaybeSent)]
    internal async Task TakeIn_PreviewThatMayBeThere_IsToldAsPart0_AndAllIsSent(OutboundState state)
    {
        var preview = (await ledger.AddAsync([Preview("d")], default))[0];
        if (state is OutboundState.MaybeSent)
            await ledger.MoveOutboundAsync(preview.Id, state, null, "lost", default);
        Assert.Equal([1, 2], (await ledger.TakeInAsync(Intake(Part("d", 1), Part("d", 2)), default)).Select(part => part.Part));
        var zero = (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Single(part => part.Part == 0);
        Assert.Equal((OutboundState.MaybeSent, preview.Id, 7L), (zero.State, zero.Id, zero.Entry));
    }

    [Theory]
    [InlineData("77")]
    [InlineData(null)]
    public async Task ReplacePreview_ThatMayBeThere_LeavesOnlyTheReply(string? platformId)
    {
        await ledger.AddAsync([Preview("d")], default);
        Assert.Null(await ledger.FindPreviewAsync("d", default));
        var parts = await ledger.TakeInAsync(Intake(Part("d", 1), Part("d", 2)), default);
        var preview = (await ledger.FindPreviewAsync("d", default))!;
        Assert.Equal((0, OutboundState.MaybeSent), (preview.Part, preview.State));
        for (var i = 0; i < 2; i++)
            await ledger.ReplacePreviewAsync(preview.Id, parts[0].Id, platformId, default);
        Assert.Null(await ledger.FindPreviewAsync("d", default));
        Assert.Equal([(1, platformId, OutboundState.Pending), (2, null, OutboundState.Pending)], (await ledger.ReadUnsentAsync(default)).Select(part => (part.Part, part.PlatformId, part.State)));
        Assert.Equal(2, (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Count);
    }

    [Theory]
    [InlineData(OutboundState.Pending)]
    [InlineData(OutboundState.Failed)]
    internal async Task TakeIn_PreviewThatIsNotThere_IsReplaced(OutboundState state)
    {
        var preview = (await ledger.AddAsync([Preview("d") with { State = OutboundState.Pending }], default))[0];
        await ledger.MoveOutboundAsync(preview.Id, state, null, null, default);
        Assert.Equal([1], (await ledger.TakeInAsync(Intake(Part("d", 1)), default)).Select(part => part.Part));
        Assert.Equal("text 1", Assert.Single((await ledger.ReadAsync(new LedgerFilter(), default)).Outbound).Text);
    }

    [Fact]
    public async Task TakeIn_OfATurnThatSaidNothing_OnlyEndsItsPreview()
    {
        var (other, third) = (SessionId.New(At), SessionId.New(At));
        Assert.Empty(await ledger.TakeInAsync(Intake(Part("none", 1) with { State = OutboundState.Cancelled }), default));
        var shown = (await ledger.AddAsync([Preview("shown")], default))[0];
        await ledger.MoveOutboundAsync(shown.Id, OutboundState.Sending, "77", null, default);
        await ledger.AddAsync([Preview("unknown") with { Session = other }], default);
        await ledger.AddAsync([Preview("pending") with { Session = third, State = OutboundState.Pending }], default);
        Assert.Equal("77", Assert.Single(await ledger.TakeInAsync(Intake(Part("shown", 1) with { State = OutboundState.Cancelled }), default)).PlatformId);
        Assert.Empty(await ledger.TakeInAsync(Intake(Part("unknown", 1) with { Session = other, State = OutboundState.Cancelled }), default));
        Assert.Empty(await ledger.TakeInAsync(Intake(Part("pending", 1) with { Session = third, State = OutboundState.Cancelled }), default));
        Assert.Equal([("shown", OutboundState.Pending), ("unknown", OutboundState.MaybeSent)], (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Select(row => (row.Delivery, row.State)).Order());
    }

    [Fact]
    public async Task PreviewOfAKilledTurn_BecomesThatOfTheTurnThatComesNext()
    {
        var left = (await ledger.AddAsync([Preview("killed") with { Session = Session }], default))[0];
        await ledger.MoveOutboundAsync(left.Id, OutboundState.Sending, "77", null, default);
        Assert.Equal([("next", "77")], (await ledger.AddAsync([Preview("next") with { Session = Session }], default)).Select(part => (part.Delivery, part.PlatformId)));
        Assert.Equal("77", Assert.Single(await ledger.TakeInAsync(Intake(Part("third", 1)), default)).PlatformId);
        Assert.Equal("third", Assert.Single((await ledger.ReadAsync(new LedgerFilter(), default)).Outbound).Delivery);
        Assert.Null(Assert.Single(await ledger.TakeInAsync(Intake(Part("fourth", 1)), default)).PlatformId);
    }

    [Fact]
    public async Task Retarget_MovesWhatWaits_InThreadsToo_AndNothingElse()
    {
        var rows = await ledger.AddAsync([Part("d", 1, "telegram:1:5"), Part("d", 2, "telegram:1:5:9"), Part("d", 3, "telegram:1:55"), Part("d", 4, "telegram:2:5"), Part("d", 5, "telegram:1:5")], default);
        await ledger.MoveOutboundAsync(rows[4].Id, OutboundState.Sent, "1", null, default);
        Assert.Equal(2, await ledger.RetargetAsync(new DeliveryTarget("telegram", "1", "5", null), new DeliveryTarget("telegram", "1", "-100:6", null), default));
        Assert.Equal(["telegram:1:-100%3A6", "telegram:1:-100%3A6:9", "telegram:1:55", "telegram:2:5", "telegram:1:5"], (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Select(row => row.Address));
    }

    [Fact]
    public async Task Retarget_IdsOfTheFormerChat_NameNothingInTheNewOne()
    {
        var (from, to) = (new DeliveryTarget("telegram", "1", "5", null), new DeliveryTarget("telegram", "1", "-100", null));
        var rows = await ledger.AddAsync([Part("d", 1, "telegram:1:5"), Part("d", 2, "telegram:1:5") with { PlatformId = "8" }], default);
        await ledger.AddAsync([Preview("p") with { Address = "telegram:1:5" }], default);
        var preview = (await ledger.ReadUnsentAsync(default))[^1];
        Assert.True(await ledger.BeginSendingAsync(rows[0].Id, default));
        await ledger.BeginSendingAsync(preview.Id, default);
        await ledger.MoveOutboundAsync(preview.Id, OutboundState.Sending, "9", null, default);
        Assert.Equal(1, await ledger.RetargetAsync(from, to, default));
        await ledger.MoveOutboundAsync(rows[0].Id, OutboundState.Sent, "7", null, default);
        await ledger.TakeInAsync(Intake(Part("p", 1, "telegram:1:-100")), default);
        Assert.Equal(
            [("d", "telegram:1:5", "7"), ("d", "telegram:1:-100", null), ("p", "telegram:1:-100", (string?)null)],
            (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Select(row => (row.Delivery, row.Address, row.PlatformId)));
    }

    [Fact]
    public async Task Purge_RemovesWhatEndedLongAgo_AndOldStrangers()
    {
        await ledger.ReceiveAsync([.. Enumerable.Range(1, 1100).Select(i => Message($"s{i}", InboundState.Refused)), Message("open"), Message("failed", InboundState.Failed)], default);
        await ledger.AddAsync([Part("d", 1), Part("d", 2) with { State = OutboundState.Failed }], default);
        Assert.Equal(100, await ledger.PurgeAsync(At - TimeSpan.FromDays(30), 1000, default));
        Assert.NotNull(await ledger.FindReceivedAsync(Message("s101").Source, default));
        Assert.Null(await ledger.FindReceivedAsync(Message("s100").Source, default));
        Assert.Equal(1002, await ledger.PurgeAsync(At + TimeSpan.FromDays(1), 1000, default));
        var left = await ledger.ReadAsync(new LedgerFilter(), default);
        Assert.Equal((Message("open").Source, 1), (Assert.Single(left.Inbound).Source, Assert.Single(left.Outbound).Part));
    }

    [Fact]
    public async Task RetryAndCancel_TakeOnlyWhatTheyPromise()
    {
        await ledger.ReceiveAsync([Message("1"), Message("2", InboundState.Failed) with { Text = "raw" }], default);
        await ledger.TakeInAsync(new LedgerIntake(Session, 9) { Inbound = [Message("3", InboundState.Failed) with { Session = Session, Entry = 3 }] }, default);
        foreach (var row in (string[])["", "in", "in-", "out-1", "in-1", "in-2", "in-99", "in--3", "in-+3", "IN-3", "in-3 "])
            Assert.False(await ledger.RetryAsync(row, default), row);
        Assert.True(await ledger.RetryAsync("in-3", default));
        // Its file still tells that it failed.
        await ledger.TakeInAsync(new LedgerIntake(Session, 9) { Inbound = [Message("3", InboundState.Failed) with { Session = Session, Entry = 3 }] }, default);
        Assert.Equal((InboundState.Received, "asked for again"), await InAsync("3"));
        Assert.True(await ledger.CancelAsync("in-3", "no", default));
        Assert.Equal((InboundState.Failed, "no"), await InAsync("3"));
        Assert.True(await ledger.CancelAsync("in-1", "no", default));
        Assert.Equal((InboundState.Cancelled, "no"), await InAsync("1"));
        // What cannot be said again can be put aside, and what was put aside stays so.
        Assert.True(await ledger.CancelAsync("in-2", "no", default));
        Assert.Equal((InboundState.Cancelled, "no"), await InAsync("2"));
        Assert.False(await ledger.CancelAsync("in-2", "again", default));
        Assert.True(await ledger.CancelAsync("in-3", "no more", default));
        Assert.Equal((InboundState.Cancelled, "no more"), await InAsync("3"));
    }

    [Fact]
    public async Task CancelAll_EndsWhatIsNotOver_OfThatSessionAlone()
    {
        var other = SessionId.New(At);
        await ledger.AddAsync([Part("d", 1), Part("d", 2) with { State = OutboundState.MaybeSent }, Part("d", 3) with { Session = other }, Part("d", 4) with { State = OutboundState.Sending }], default);
        await ledger.AddAsync([Preview("p")], default);
        await ledger.ReceiveAsync([Message("1") with { Session = Session, Entry = 1 }], default);
        Assert.Equal(5, await ledger.CancelAllAsync(Session, "gone", default));
        Assert.Equal([OutboundState.Cancelled, OutboundState.Cancelled, OutboundState.Pending, OutboundState.MaybeSent, OutboundState.Cancelled], (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Select(row => row.State));
    }

    [Fact]
    public async Task Read_Filters_BySessionStateAndTime_TheNewest()
    {
        await ledger.AddAsync([Part("d", 1), Part("d", 2) with { At = At + TimeSpan.FromHours(2) }, Part("d", 3) with { Session = null, State = OutboundState.Failed }], default);
        async Task<IEnumerable<int>> PartsAsync(LedgerFilter filter) => (await ledger.ReadAsync(filter, default)).Outbound.Select(row => row.Part);
        Assert.Equal([1, 2], await PartsAsync(new LedgerFilter { Session = Session }));
        Assert.Equal([2], await PartsAsync(new LedgerFilter { Since = At + TimeSpan.FromHours(1) }));
        Assert.Equal([2, 3], await PartsAsync(new LedgerFilter { Limit = 2 }));
        Assert.Equal([3], await PartsAsync(new LedgerFilter().WithState("failed")));
        Assert.Empty(await PartsAsync(new LedgerFilter { Outbound = [] }));
    }

    private async Task<OutboundRecord> OutAsync(long id) => (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Single(row => row.Id == id);

    private async Task<(InboundState State, string? Reason)> InAsync(string number) => await ledger.FindReceivedAsync(Message(number).Source, default) is { } row ? (row.State, row.Reason) : default;
}
