using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>The typing sign ends with the turn, and where the platform refuses it.</summary>
public sealed class ReplyPresenterTests
{
    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(3)]
    public async Task Typing_EndsWithTheTurn_AndAtARefusal(int until)
    {
        var (time, channel) = (new FakeTimeProvider(), new ScriptedChannel { TypesUntil = until });
        await using var ledger = SqliteDeliveryLedger.InMemory(time);
        var presenter = new ReplyPresenter(channel, ledger, new PlatformChat(new DeliveryTarget("telegram", "1", "42", null), PlatformChatKind.Direct), SessionId.New(time.GetUtcNow()), 1, null, () => false, time);
        await Poll.UntilAsync(() => channel.Typed == 1);
        // It shows five seconds, and is shown again after four.
        for (var seconds = 0; channel.Typed < 3; seconds++)
            await SecondAsync();
        if (until == int.MaxValue)
            await presenter.DisposeAsync();
        var typed = channel.Typed;
        for (var seconds = 0; seconds < 200; seconds++)
            await SecondAsync();
        Assert.Equal(until == 3 ? 3 : typed, channel.Typed);
        if (until == 3)
            await presenter.DisposeAsync();

        async Task SecondAsync()
        {
            time.Advance(TimeSpan.FromSeconds(1));
            for (var turns = 0; turns < 50; turns++)
                await Task.Yield();
        }
    }
}
