using CsCheck;
using LurkBot.Delivery;
using static LurkBot.Tests.Delivery.LedgerRowsOfTests;

namespace LurkBot.Tests.Delivery;

/// <summary>Random sequences of calls: the ledger has the rows that a simple model has.</summary>
public sealed class LedgerModelTests
{
    private static readonly OutboundState[] Outcomes = [OutboundState.Pending, OutboundState.Sent, OutboundState.MaybeSent, OutboundState.Failed, OutboundState.Cancelled];

    [Fact]
    public async Task AnyCalls_GiveTheRowsOfTheModel() => await Gen.Select(Gen.Int[0, 7], Gen.Int[0, 3], Gen.Int[0, 6]).Array[1, 60].SampleAsync(
        async calls =>
        {
            await using var ledger = SqliteDeliveryLedger.InMemory(TimeProvider.System);
            var model = new LedgerModel();
            foreach (var (call, which, state) in calls)
                await RunAsync(ledger, model, call, which, state);
            var rows = await ledger.ReadAsync(new LedgerFilter(), default);
            return rows.Inbound.Select(row => (row.Source, row.State, row.Text, row.Entry)).SequenceEqual(model.Inbound.Select(row => (row.Source, row.State, row.Text, row.Entry)))
                && rows.Outbound.Select(Shown).SequenceEqual(model.Outbound.Where(row => row is not null).Select(row => Shown(row!)))
                && (await ledger.ReadUnsentAsync(default)).Select(row => row.Id).SequenceEqual(model.Outbound.Where(row => row is { IsOver: false }).Select(row => row!.Id));
        },
        iter: 300);

    private static (long, string, int, OutboundState, string, string?, string?, int) Shown(OutboundRecord row) => (row.Id, row.Delivery, row.Part, row.State, row.Text, row.Markup, row.PlatformId, row.Attempts);

    private static async Task RunAsync(SqliteDeliveryLedger ledger, LedgerModel model, int call, int which, int state)
    {
        var (message, delivery) = (Message($"{which}") with { Text = "text" }, $"d{which}");
        switch (call)
        {
            case 0:
                Assert.Equal(model.Receive(message), (await ledger.ReceiveAsync([message], default))[0].State);
                break;
            case 1:
                Assert.Equal(model.Move(message.Source, (InboundState)state, null), await ledger.MoveInboundAsync(message.Source, (InboundState)state, null, default));
                break;
            case 2:
                var told = message with { State = (InboundState)state, Session = Session, Entry = which + 1 };
                await ledger.TakeInAsync(new LedgerIntake(Session, which) { Inbound = [told], Outbound = [Part(delivery, 1), Part(delivery, 2)] }, default);
                model.TakeIn(told, [Part(delivery, 1), Part(delivery, 2)]);
                break;
            case 3:
                await ledger.AddAsync([Preview(delivery)], default);
                model.AddPreview(Preview(delivery));
                break;
            case 4:
                Assert.Equal(model.Begin((which * 2) + (state % 2) + 1), await ledger.BeginSendingAsync((which * 2) + (state % 2) + 1, default));
                break;
            case 5:
                var (outcome, id) = (Outcomes[state % Outcomes.Length], (which * 2) + (state % 2) + 1);
                Assert.Equal(model.Settle(id, outcome, outcome is OutboundState.Sent ? "9" : null), await ledger.MoveOutboundAsync(id, outcome, outcome is OutboundState.Sent ? "9" : null, null, default));
                break;
            case 6 when state < 3:
                Assert.Equal(model.Retry(message.Source), await ledger.RetryAsync(await RowAsync(ledger, message.Source), default));
                break;
            case 6:
                Assert.Equal(model.Retry(which + state), await ledger.RetryAsync($"out-{which + state}", default));
                break;
            case 7 when state < 3:
                Assert.Equal(model.Cancel(message.Source), await ledger.CancelAsync(await RowAsync(ledger, message.Source), "", default));
                break;
            default:
                Assert.Equal(model.Cancel(which + state), await ledger.CancelAsync($"out-{which + state}", "", default));
                break;
        }
    }

    /// <summary>The name of a message's row; numbers of messages have gaps.</summary>
    private static async Task<string> RowAsync(SqliteDeliveryLedger ledger, string source) => $"in-{(await ledger.FindReceivedAsync(source, default))?.Id ?? 999}";
}
