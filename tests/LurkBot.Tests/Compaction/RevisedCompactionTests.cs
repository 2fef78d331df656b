using LurkBot.Compaction;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Compaction;

/// <summary>Summaries are made of messages as they read now.</summary>
public sealed class RevisedCompactionTests
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:p:main");

    private readonly MemorySessionStore store = new(TimeProvider.System);

    [Fact]
    public async Task Plan_EditedDeletedAndOverheardMessages_AreReadAsTheyAreNow()
    {
        var inbox = new SessionInbox(store, TimeProvider.System);
        await using var session = await store.OpenOrCreateAsync(Key, default);
        foreach (var text in (string[])["alpha", "the secret", "gamma", "delta", "epsilon"])
        {
            var id = (await inbox.AcceptAsync(session, Message(text), default)).Entry.Id;
            await inbox.AcceptAsync(session, Message($"aside of {text}") with { Observed = true }, default);
            await session.AppendAsync([new AssistantEntry { Turn = id, Content = "ok", Heard = [id], Answers = [id], Noted = text is "gamma" ? [id - 2] : [] }], default);
        }

        Assert.True(await inbox.CorrectAsync(session, 1, "omega", "v2", DateTimeOffset.UnixEpoch.AddHours(2), default));
        Assert.False(await inbox.CorrectAsync(session, 1, "omega", "v2", DateTimeOffset.UnixEpoch.AddHours(2), default));
        Assert.False(await inbox.CorrectAsync(session, 1, "older", "v1", DateTimeOffset.UnixEpoch.AddHours(1), default));
        Assert.True(await inbox.HideAsync(session, 4, "d", default));
        Assert.False(await inbox.HideAsync(session, 4, "d2", default));
        var plan = CompactionPlanner.Plan(await session.ReadAllAsync(default), new CompactionSettings(), CompactionTrigger.Asked)!;
        var said = plan.Entries.OfType<UserEntry>().Select(entry => entry.Content).ToList();
        Assert.Equal(["omega", MessageVersions.Deleted, "aside of the secret", "gamma"], said.Take(4));
        Assert.Single(said, text => text.StartsWith("aside", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Plan_CorrectionOfASummarizedMessage_IsToldToTheNextSummary()
    {
        var inbox = new SessionInbox(store, TimeProvider.System);
        await using var session = await store.OpenOrCreateAsync(Key, default);
        await TurnAsync("alpha", []);
        await session.AppendAsync([new SummaryEntry { Covers = new EntryRange(1, 2), Content = "## Goal\nalpha" }], default);
        Assert.True(await inbox.CorrectAsync(session, 1, "omega", "v2", DateTimeOffset.UnixEpoch, default));
        await TurnAsync("beta", [4]);
        await TurnAsync("gamma", []);
        await TurnAsync("delta", []);
        var plan = CompactionPlanner.Plan(await session.ReadAllAsync(default), new CompactionSettings(), CompactionTrigger.Asked)!;
        Assert.Contains("(instead of message #1) omega", plan.Entries.Select(entry => entry.Content));

        async Task TurnAsync(string text, IReadOnlyList<long> noted)
        {
            var id = (await inbox.AcceptAsync(session, Message(text), default)).Entry.Id;
            await session.AppendAsync([new AssistantEntry { Turn = id, Content = "ok", Heard = [id], Answers = [id], Noted = noted }], default);
        }
    }

    private static InboundMessage Message(string text) => new(Key, text, new Sender("owner", "Ann", Trust.Full), ReplyAddress.Cli);
}
