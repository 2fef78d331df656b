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
}
