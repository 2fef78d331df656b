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
        await AdvanceAsync(() => channel.Typed == 3);
        if (until == 3)
        {
            for (var seconds = 0; seconds < 200; seconds++)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            await presenter.DisposeAsync();
            Assert.Equal(3, channel.Typed);
            return;
        }

        await AdvanceAsync(() => channel.Typed == 5);
        await presenter.DisposeAsync();
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.InRange(channel.Typed, 5, 6);

        async Task AdvanceAsync(Func<bool> holds)
        {
            while (!holds())
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }
        }
    }
}
