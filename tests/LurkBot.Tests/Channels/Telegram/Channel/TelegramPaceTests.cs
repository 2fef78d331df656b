using CsCheck;
using LurkBot.Channels;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>The pace of sending.</summary>
public sealed class TelegramPaceTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    [Fact]
    public void Wait_AnyTalk_KeepsEveryLimitAndTheOrder() =>
        Gen.Select(Gen.Int[-3, 3].Where(chat => chat != 0), Gen.Int[0, 400]).Array[1, 150].Sample(
            talk =>
            {
                var time = new FakeTimeProvider();
                var pace = new TelegramPace(time);
                var sent = new List<(long Chat, DateTimeOffset At)>();
                var waiting = new List<Task>();
                foreach (var (chat, pause) in talk)
                {
                    for (var passed = 0; passed < pause; passed += 50)
                        time.Advance(Step);
                    waiting.Add(SendAsync(chat));
                }

                for (var i = 0; i < 20_000 && !waiting.TrueForAll(task => task.IsCompleted); i++)
                    time.Advance(Step);
                Assert.Equal(talk.Length, sent.Count);
                foreach (var chat in sent.GroupBy(one => one.Chat))
                {
                    var times = chat.Select(one => one.At).ToList();
                    Assert.Equal(times.Order(), times);
                    Within(times, 4, 4);
                    if (chat.Key < 0)
                        Within(times, 19, 60);
                }

                Within([.. sent.Select(one => one.At).Order()], 28, 1);

                async Task SendAsync(long chat)
                {
                    Assert.Null(await pace.WaitAsync(chat, TimeSpan.MaxValue, default));
                    lock (sent)
                        sent.Add((chat, time.GetUtcNow()));
                }
            },
            iter: 50);

    [Fact]
    public async Task Flood_IsObeyedToTheLetter()
    {
        var time = new FakeTimeProvider();
        var pace = new TelegramPace(time);
        pace.Flood(1, TimeSpan.FromSeconds(13_938));
        Assert.Null(pace.FloodOf(2));
        time.Advance(TimeSpan.FromSeconds(13_937));
        Assert.Equal(TimeSpan.FromSeconds(1), pace.FloodOf(1));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(pace.FloodOf(1));
        Assert.Null(await pace.WaitAsync(1, TimeSpan.Zero, default));
    }

    [Theory]
    [InlineData(-42)]
    [InlineData(42)]
    public async Task ClockIsSet_WaitsNoLongerAndNoShorter(int hours)
    {
        var clock = new SetClock();
        var pace = new TelegramPace(clock);
        pace.Flood(1, TimeSpan.FromSeconds(5));
        for (var i = 0; i < 4; i++)
            Assert.Null(await pace.WaitAsync(2, TimeSpan.Zero, default));
        clock.Set = TimeSpan.FromHours(hours);
        Assert.Equal(TimeSpan.FromSeconds(5), pace.FloodOf(1));
        Assert.Equal(TimeSpan.FromSeconds(4), await pace.WaitAsync(2, TimeSpan.Zero, default));
        clock.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(pace.FloodOf(1));
        Assert.Null(await pace.WaitAsync(2, TimeSpan.Zero, default));
    }

    [Fact]
    public async Task Wait_PlaceFarAway_IsNotTaken()
    {
        var time = new FakeTimeProvider();
        var pace = new TelegramPace(time);
        for (var i = 0; i < 19; i++)
        {
            Assert.Null(await pace.WaitAsync(-1, TimeSpan.Zero, default));
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(TimeSpan.FromSeconds(41), await pace.WaitAsync(-1, TimeSpan.FromSeconds(10), default));
        Assert.Null(await pace.WaitAsync(1, TimeSpan.Zero, default));
        time.Advance(TimeSpan.FromSeconds(41));
        Assert.Null(await pace.WaitAsync(-1, TimeSpan.Zero, default));
    }

    /// <summary>The limit's own step of the simulated clock is allowed for.</summary>
    private static void Within(List<DateTimeOffset> times, int count, int seconds)
    {
        for (var i = count; i < times.Count; i++)
            Assert.True(times[i] - times[i - count] >= TimeSpan.FromSeconds(seconds) - Step, $"{count} in {seconds} s");
    }
}
