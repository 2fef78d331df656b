using System.Reflection;
using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Operations;
using LurkBot.Turns;
using Microsoft.Extensions.Logging.Abstractions;

namespace LurkBot.Tests.Channels;

public sealed class ChannelRecoveryTests : IDisposable
{
    private static readonly SessionKey Former = SessionKey.Parse("telegram:-5001:group"), Now = SessionKey.Parse("telegram:-1001:group");

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task KeyFor_ChatThatMoved_IsThatOfTheNewChat_AlsoBeforeItsSessionHasTheKey()
    {
        var assistant = new TestAssistant(TimeProvider.System, home.Path);
        await using (var session = await assistant.Store.OpenOrCreateAsync(Former, default))
            await session.AppendAsync([new UserEntry { Turn = 1, Content = "one" }], default);
        await using var door = new Assistant(assistant.Services, new SessionRunnerOptions(), new SessionHubOptions(), compactsInBackground: false);
        await using var ledger = SqliteDeliveryLedger.InMemory(TimeProvider.System);
        var moves = new ChannelMoves(new ChannelServices(assistant.Services, door, ledger, new PairingBook(home.Path, TimeProvider.System), NullLoggerFactory.Instance));
        Assert.Equal(Former, await moves.KeyForAsync(Former, default));
        await moves.MoveAsync(new DeliveryTarget("telegram", "7", "-5001", null), new DeliveryTarget("telegram", "7", "-1001", null), default);
        Assert.Equal(Now, await moves.KeyForAsync(Former, default));
        Assert.Equal(Now, await moves.KeyForAsync(Now, default));
        Assert.Equal([Now], (await assistant.Store.ListAsync(default)).Sessions.Select(info => info.Key));
    }

    [Fact]
    public async Task ReadAll_WhatTheLedgerCannotTakeIn_IsTriedAgain()
    {
        var store = new MemorySessionStore(TimeProvider.System);
        await using (var session = await store.OpenOrCreateAsync(Former, default))
        {
            // Answered: without the reply's row nothing in it waits.
            await session.AppendAsync([new UserEntry { Turn = 1, Content = "one" }, new AssistantEntry { Turn = 1, Content = "two", Finish = "stop", Heard = [1], Answers = [1] }], default);
            Assert.True(session.Info.Turns is { Pending.Count: 0, Open.Count: 0 });
        }

        var ledger = DispatchProxy.Create<IDeliveryLedger, Counting<IDeliveryLedger>>();
        var counting = (Counting<IDeliveryLedger>)(object)ledger;
        counting.Inner = SqliteDeliveryLedger.InMemory(TimeProvider.System);
        await using (ledger)
        {
            var reader = new LedgerReader(ledger, store, new IntakeBuilder("home", _ => null, (_, _) => ([], 0)));
            var problems = new List<string>();
            counting.Failing = nameof(IDeliveryLedger.TakeInAllAsync);
            Assert.Equal([Former], (await reader.ReadAllAsync(_ => true, problems.Add, default)).Select(info => info.Key));
            Assert.Single(problems);
            counting.Failing = null;
            Assert.Empty(await reader.ReadAllAsync(_ => true, problems.Add, default));
        }
    }

    [Fact]
    public async Task Read_MessageThatAFileHasTwoFatesFor_IsSentOnce_AndHoldsUpNothing()
    {
        List<Entry> entries =
        [
            new UserEntry { Id = 1, Turn = 1, Content = "one", Source = "telegram:7:-1001:5:1", ReplyTo = "telegram:7:-1001", Accepted = "home" },
            new AssistantEntry { Id = 2, Turn = 1, Content = "two", Finish = "stop", Heard = [1], Answers = [1] },
            new AssistantEntry { Id = 3, Turn = 1, Content = "two", Finish = "error", Partial = true, Heard = [1] },
            new NoticeEntry { Id = 4, Turn = 1, Content = "Something went wrong here.", Fate = TurnFate.Failed, Answers = [1] },
        ];
        var session = SessionId.New(DateTimeOffset.UnixEpoch);
        var intake = new IntakeBuilder("home", DeliveryTarget.TryParse, (_, text) => ([new RenderedPart(text, text)], 1)).Read(session, TurnState.Of(entries), entries, isOld: false);
        await using var ledger = SqliteDeliveryLedger.InMemory(TimeProvider.System);
        Assert.Equal("two", Assert.Single(await ledger.TakeInAsync(intake, default)).Text);
        Assert.Equal(InboundState.Answered, Assert.Single((await ledger.ReadAsync(new LedgerFilter(), default)).Inbound).State);
    }
}
