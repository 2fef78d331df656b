using LurkBot.Entries;
using LurkBot.Recall;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Recall;

public sealed class RecallIndexTests
{
    [Fact]
    public async Task OldMessage_EditedOrDeletedMuchLater_IsRecalledAsItReadsNow_OrNotAtAll()
    {
        var store = new MemorySessionStore(TimeProvider.System);
        await using var session = await store.OpenOrCreateAsync(SessionKey.Parse("telegram:7:dm"), default);
        var sender = new Sender("7", "Ada", Trust.Full);
        await session.AppendAsync([new UserEntry { Content = "The tortoise sleeps in the greenhouse", Sender = sender }, .. Enumerable.Range(0, 30).Select(i => new UserEntry { Content = $"filler {i}", Sender = sender })], default);
        using var index = new HomeIndex(store, home: null, _ => { });
        async Task<string?> FindAsync() => (await index.FindAsync(session, new RecallQuery("Where does the tortoise sleep?", "", 10, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc), default)).Select(hit => hit.Text).FirstOrDefault();
        Assert.Equal("The tortoise sleeps in the greenhouse", await FindAsync());
        await session.AppendAsync([new CorrectionEntry { Corrects = 1, Content = "The tortoise sleeps in the kitchen", Sender = sender }], default);
        Assert.Equal("The tortoise sleeps in the kitchen", await FindAsync());
        await session.AppendAsync([new CorrectionEntry { Corrects = 1, Removed = true, Sender = sender }], default);
        Assert.Null(await FindAsync());
    }

    [Theory]
    [InlineData(Trust.Full, null, false)]
    [InlineData(Trust.Full, "session", true)]
    [InlineData(Trust.Low, null, true)]
    [InlineData(null, null, true)]
    public async Task Hit_SaysWhetherItIsTextOfLowerTrust(Trust? trust, string? origin, bool expected)
    {
        var store = new MemorySessionStore(TimeProvider.System);
        await using var session = await store.OpenOrCreateAsync(SessionKey.Parse("telegram:7:dm"), default);
        await session.AppendAsync([new UserEntry { Content = "The tortoise sleeps in the greenhouse", Sender = trust is { } known ? new Sender("7", "Ada", known) : null, Origin = origin }, new AssistantEntry { Content = "The tortoise, yes." }], default);
        using var index = new HomeIndex(store, home: null, _ => { });
        var hits = await index.FindAsync(session, new RecallQuery("Where does the tortoise sleep?", "", 10, DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc), default);
        Assert.Equal([("user", expected), ("assistant", false)], hits.OrderBy(hit => hit.Id).Select(hit => (hit.Role, hit.IsOutside)));
    }
}
