using LurkBot.Channels;
using LurkBot.Delivery;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>What an earlier process heard and did not come to take.</summary>
public sealed class LeftMessagesTests
{
    private readonly FakeTimeProvider time = new();
    private readonly SqliteDeliveryLedger ledger;

    public LeftMessagesTests() => ledger = SqliteDeliveryLedger.InMemory(time);

    [Fact]
    public async Task End_OfWhatThePlatformDoesNotTellAgain_AndOfNothingElse()
    {
        var token = TestContext.Current.CancellationToken;
        string[] sources = ["discord:1:2:3:1", "discord:1:2:4:1", "slack:1:2:3:1"];
        await ledger.ReceiveAsync([.. sources.Select(source => new InboundRecord(source, "a", InboundState.Received, time.GetUtcNow()))], token);
        var left = new LeftMessages(ledger, time, NullLogger.Instance, "discord");
        await left.ReadAsync(token);
        await ledger.ReceiveAsync([new InboundRecord("discord:1:2:5:1", "a", InboundState.Received, time.GetUtcNow())], token);
        left.Told(sources[1]);
        var ending = left.EndAsync(token);
        time.Advance(TimeSpan.FromMinutes(9));
        Assert.Equal(InboundState.Received, (await ledger.FindReceivedAsync(sources[0], token))!.State);
        time.Advance(TimeSpan.FromMinutes(1));
        await ending;
        var rows = (await ledger.ReadAsync(new LedgerFilter(), token)).Inbound.ToDictionary(row => row.Source, row => row.State, StringComparer.Ordinal);
        Assert.Equal(InboundState.Failed, rows[sources[0]]);
        Assert.Equal([InboundState.Received, InboundState.Received, InboundState.Received], [rows[sources[1]], rows[sources[2]], rows["discord:1:2:5:1"]]);
    }

    [Fact]
    public async Task End_WhereNothingWasLeft_IsAtOnce()
    {
        var left = new LeftMessages(ledger, time, NullLogger.Instance, "discord");
        await left.ReadAsync(TestContext.Current.CancellationToken);
        await left.EndAsync(TestContext.Current.CancellationToken);
    }
}
