using LurkBot.Channels;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

public sealed class SenderLimitTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Allows_TwentyAMinute_AndTellsEachChatOnce()
    {
        var limit = new SenderLimit(time);
        Assert.All(Enumerable.Range(0, 20), _ => Assert.True(limit.Allows("a", "x", null, out var _)));
        Assert.Equal([(false, true), (false, false), (false, true)], new[] { "x", "x", "y" }.Select(chat => (limit.Allows("a", chat, null, out var isFirst), isFirst)));
        Assert.True(limit.Allows("b", "x", null, out _));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(limit.Allows("a", "x", null, out _));
    }

    [Fact]
    public void Allows_PartsOfOneMessage_CountOnce()
    {
        var limit = new SenderLimit(time);
        Assert.All(Enumerable.Range(0, 19), _ => Assert.True(limit.Allows("a", "x", null, out var _)));
        Assert.All(Enumerable.Range(0, 10), _ => Assert.True(limit.Allows("a", "x", "album:1", out var _)));
        Assert.False(limit.Allows("a", "x", "album:2", out _));
    }
}
