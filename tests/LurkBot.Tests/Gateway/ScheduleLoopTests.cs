using LurkBot.Entries;
using LurkBot.Schedules;
using LurkBot.Tests.Cli;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Gateway;

/// <summary>Schedules of terminal sessions in a real gateway: the reply stays in the session.</summary>
public sealed class ScheduleLoopTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Due_SessionHeldByAnotherTurn_IsAnsweredOnceItIsFree()
    {
        home.Model.Says = "Good morning.";
        var (session, lease) = await home.TakeTurnAsync();
        await using (session)
        {
            // The gateway's run gives up before the session is free.
            await home.StartGatewayAsync(("LURKBOT_SESSION_LOCK_TIMEOUT", "1"));
            var book = new ScheduleBook(home.Path, CronosExpressions.Read, new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(25)));
            var made = book.Add(ChatHome.Key, null, "every 24 hours", TimeZoneInfo.Utc, "!ls", ScheduleMaker.Owner);
            await Poll.UntilAsync(() => book.Find(made.Id).Runs.Count == 1);
            await Poll.UntilAsync(() => home.Model.Bodies.Count == 0 && session.FindLeaseOwner() is not null);
            await lease.DisposeAsync();
            IReadOnlyList<Entry> entries = [];
            await Poll.UntilAsync(async () => (entries = await session.ReadAllAsync(default)).OfType<AssistantEntry>().Any());
            var message = Assert.Single(entries.OfType<UserEntry>());
            Assert.Equal(("!ls", ScheduledMessage.OriginOf(made.Id)), (message.Content, message.Origin));
            Assert.Equal([message.Id], Assert.Single(entries.OfType<AssistantEntry>()).Answers);
            Assert.Empty(entries.OfType<NoticeEntry>());
        }

        var (_, output, _) = await home.Start(["gateway", "status"]).FinishAsync();
        Assert.Contains("1 active, next", output, StringComparison.Ordinal);
    }
}
