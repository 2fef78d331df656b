using System.Text;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Erasure;
using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Operations;
using Microsoft.Extensions.Time.Testing;
using static LurkBot.Tests.Delivery.LedgerRowsOfTests;

namespace LurkBot.Tests.Delivery;

/// <summary>The ledger and the life of sessions: archive, delete, erase, backup.</summary>
public sealed class LedgerLifecycleTests : IDisposable
{
    private const string Secret = "the code of the safe is 1234-5678-9012, do not tell anyone";

    private static readonly SessionKey Key = SessionKey.Parse("telegram:42:dm");

    private static readonly SessionChange Change = new("owner", "test");

    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(At);
    private readonly FileSessionStore store;

    public LedgerLifecycleTests() => store = new FileSessionStore(home.Path, time);

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Archive_WaitsForWhatIsToBeSent_ByCommandAndBySweep()
    {
        var assistant = new TestAssistant(time, home.Path);
        assistant.Services.AddLedger(home.Path);
        var id = await TalkAsync(assistant.Store);
        var sessions = new SessionAdministration(assistant.Services);
        await using (var ledger = SqliteDeliveryLedger.Open(home.Path, time))
        {
            await ledger.TakeInAsync(new LedgerIntake(id, 1) { Outbound = [Part("d", 1) with { Session = id }] }, default);
            time.Advance(TimeSpan.FromDays(400));
            Assert.DoesNotContain(await SweepAsync(), record => record is SweepRecord.Move { State: SessionState.Archived });
            Assert.Contains("deliveries --session", (await Assert.ThrowsAsync<LurkBotException>(() => sessions.ArchiveAsync(Key, Change, default))).Message, StringComparison.Ordinal);
            await ledger.MoveOutboundAsync(1, OutboundState.Sent, "9", null, default);
        }

        Assert.Contains(await SweepAsync(), record => record is SweepRecord.Move { State: SessionState.Archived });

        async Task<List<SweepRecord>> SweepAsync()
        {
            var records = new List<SweepRecord>();
            await foreach (var record in new SweepRunner(assistant.Services).RunAsync(dryRun: false, default))
                records.Add(record);
            return records;
        }
    }

    [Fact]
    public async Task Delete_CancelsWhatIsToBeSent()
    {
        var assistant = new TestAssistant(time, home.Path);
        assistant.Services.AddLedger(home.Path);
        var id = await TalkAsync(assistant.Store);
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, time);
        await ledger.AddAsync([Part("d", 1) with { Session = id }], default);
        await new SessionAdministration(assistant.Services).DeleteAsync(Key, Change, default);
        var row = Assert.Single((await ledger.ReadAsync(new LedgerFilter(), default)).Outbound);
        Assert.Equal((OutboundState.Cancelled, "", "its session was deleted"), (row.State, row.Text, row.Reason));
    }

    [Fact]
    public async Task NoLedger_NothingIsMade()
    {
        var assistant = new TestAssistant(time, home.Path);
        assistant.Services.AddLedger(home.Path);
        await TalkAsync(assistant.Store);
        await new SessionAdministration(assistant.Services).ArchiveAsync(Key, Change, default);
        Assert.Empty(Directory.GetFiles(home.Path, "ledger*"));
    }

    [Fact]
    public async Task Erase_OfAnEntry_LeavesNoByteOfIt_AndCancelsWhatTellsIt()
    {
        var id = await TalkAsync(store);
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, time);
        await ledger.TakeInAsync(new LedgerIntake(id, 2) { Outbound = [Part("d", 1) with { Session = id, Entry = 2, Text = "So: " + Secret, Markup = $"<b>{Secret}</b>" }, Part("e", 1) with { Session = id, Entry = 9 }] }, default);
        await ledger.AddAsync([Part("f", 1) with { Session = null, Text = $"elsewhere: {Secret}" }], default);
        await File.WriteAllTextAsync(Path.Combine(home.Path, SqliteDeliveryLedger.AsidePrefix + "1.db"), Secret);
        await File.WriteAllTextAsync(Path.Combine(home.Path, LedgerUpgrade.CopyPrefix + "1.db"), Secret);
        var erasable = new LedgerErasable(home.Path, time);
        var plan = await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfEntry(Key, 1), Change, default);
        Assert.Equal(["ledger.set-aside-1.db", "ledger.version-1.db", "ledger.db: 2 deliveries"], erasable.Look(plan));
        Assert.NotEmpty(Holding());
        await erasable.EraseAsync(plan, default);
        Assert.Empty(Holding());
        Assert.Equal([OutboundState.Cancelled, OutboundState.Pending, OutboundState.Cancelled], (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Select(row => row.State));
        Assert.Equal(2, await ledger.ReadThroughAsync(id, default));
        Assert.Empty(erasable.Look(plan));
    }

    [Fact]
    public async Task Erase_WhatAnotherChatWasToldOfIt_NamesTheMessageThatCannotBeCalledBack()
    {
        var (id, other) = (await TalkAsync(store), SessionKey.Parse("telegram:44:main"));
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, time);
        await using (var session = await store.OpenOrCreateAsync(other, default))
        {
            await session.AppendAsync([new UserEntry { Content = "Ask it", At = At }, new ToolEntry { Name = "sessions_history", Content = Secret, Sources = [new EntrySource(id, [1])], At = At }, new AssistantEntry { Content = $"It says: {Secret}", At = At, Turn = 1, Answers = [1] }, new AssistantEntry { Content = "Else", At = At }], default);
            var rows = await ledger.AddAsync([.. new long[] { 3, 4 }.Select(entry => Part($"d{entry}", 1) with { Session = session.Info.Id, Entry = entry, Text = entry is 3 ? Secret : "Else" })], default);
            foreach (var row in rows)
                await ledger.MoveOutboundAsync(row.Id, OutboundState.Sent, $"77{row.Entry}", null, default);
        }

        var plan = await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfEntry(Key, 1), Change, default);
        Assert.Equal(["telegram:44:main#3 was delivered to telegram (message 773) and cannot be called back: delete it there"], new DeliveredCopies(home.Path, time).Look(plan));
        await new LedgerErasable(home.Path, time).EraseAsync(plan, default);
        Assert.Equal(["", "Else"], (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Select(row => row.Text));
    }

    [Fact]
    public async Task Erase_TheSameWordsInAnotherChat_StayInItsRows()
    {
        var (id, other) = (await TalkAsync(store), SessionKey.Parse("telegram:44:main"));
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, time);
        await using var session = await store.OpenOrCreateAsync(other, default);
        await session.AppendAsync([new UserEntry { Content = Secret, At = At }], default);
        await ledger.TakeInAsync(new LedgerIntake(session.Info.Id, 1) { Inbound = [Message("7", InboundState.Failed) with { Session = session.Info.Id, Entry = 1, Text = Secret }] }, default);
        var (erasable, plan) = (new LedgerErasable(home.Path, time), await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfSession(Key), Change, default));
        Assert.Equal("1 delivery of other sessions; they go with their entries", Assert.Single(erasable.LookElsewhere(plan)).What);
        await erasable.EraseAsync(plan, default);
        Assert.Equal(Secret, Assert.Single((await ledger.ReadAsync(new LedgerFilter(), default)).Inbound).Text);
        Assert.NotEqual(id, session.Info.Id);
    }

    [Fact]
    public async Task Erase_OfASession_RemovesItsRows()
    {
        var id = await TalkAsync(store);
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, time);
        await ledger.TakeInAsync(new LedgerIntake(id, 2) { Inbound = [Message("1", InboundState.Failed) with { Session = id, Entry = 1, Text = Secret }], Outbound = [Part("d", 1) with { Session = id, Entry = 2, Text = Secret }] }, default);
        await ledger.AddAsync([Part("e", 1)], default);
        await new LedgerErasable(home.Path, time).EraseAsync(await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfSession(Key), Change, default), default);
        var rows = await ledger.ReadAsync(new LedgerFilter(), default);
        Assert.Equal((0, "e"), (rows.Inbound.Count, Assert.Single(rows.Outbound).Delivery));
        Assert.Null(await ledger.ReadThroughAsync(id, default));
        Assert.Empty(Holding());
    }

    [Fact]
    public async Task Erase_BesideAnotherProcess_LeavesNothingInPagesThatWereSplit()
    {
        var id = await TalkAsync(store);
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, time);
        for (var i = 0; i < 120; i++)
        {
            var rows = await ledger.AddAsync([Part($"d{i}", 1) with { Session = id, Entry = 2, Text = $"{Secret} {new string('x', i * 17 % 900)}" }, Part($"d{i}", 2)], default);
            if (i % 3 != 0)
                await ledger.MoveOutboundAsync(rows[0].Id, OutboundState.Sent, "1", null, default);
        }

        await new LedgerErasable(home.Path, time).EraseAsync(await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfSession(Key), Change, default), default);
        Assert.Empty(Holding());
        Assert.Equal(120, (await ledger.ReadAsync(new LedgerFilter(), default)).Outbound.Count);
    }

    [Fact]
    public async Task Erase_SameWordsInAnotherSession_AreNotLeftOver()
    {
        var others = SessionKey.Parse("telegram:44:main");
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, time);
        foreach (var key in (SessionKey[])[Key, others])
        {
            await using var session = await store.OpenOrCreateAsync(key, default);
            await session.AppendAsync([new UserEntry { Content = "Hello", At = At }, new NoticeEntry { Content = "No credit.", At = At, Turn = 1, Answers = [1], Fate = TurnFate.Failed }], default);
            await ledger.TakeInAsync(new LedgerIntake(session.Info.Id, 2) { Inbound = [Message(key.ChatId, InboundState.Failed) with { Session = session.Info.Id, Entry = 1, Reason = "No credit." }] }, default);
        }

        var erasure = new ErasureRunner(store, home.Path, [new LedgerErasable(home.Path, time), new SessionErasable(store, time)], SqliteDeliveryLedger.FileName);
        var report = await erasure.RunAsync(await erasure.PlanAsync(ErasureTarget.OfSession(Key), Change, default), null, default);
        Assert.Empty(report.Left);
        Assert.Equal("No credit.", Assert.Single((await ledger.ReadAsync(new LedgerFilter(), default)).Inbound).Reason);
    }

    [Fact]
    public async Task Erase_OfAPerson_RemovesRowsOfTheirChatThatBelongToNoSession()
    {
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, time);
        string Source(string chat) => new MessageSource("telegram", "1", chat, "7", "1").ToString();
        await ledger.ReceiveAsync([new InboundRecord(Source("43"), "telegram:1:43", InboundState.Refused, At), new InboundRecord(Source("44"), "telegram:1:44", InboundState.Refused, At)], default);
        await ledger.AddAsync([Part("refused:43", 1) with { Session = null, Address = "telegram:1:43" }], default);
        await ledger.AddAsync([Part("refused:44", 1) with { Session = null, Address = "telegram:1:44" }], default);
        var plan = await new ErasurePlanner(store).PlanAsync(ErasureTarget.OfPerson("43", null), Change, default);
        Assert.Equal(["ledger.db: 2 deliveries"], await new LedgerErasable(home.Path, time).EraseAsync(plan, default));
        var left = await ledger.ReadAsync(new LedgerFilter(), default);
        Assert.Equal((Source("44"), "telegram:1:44"), (Assert.Single(left.Inbound).Source, Assert.Single(left.Outbound).Address));
    }

    [Fact]
    public async Task Backup_HoldsNoLedger()
    {
        await TalkAsync(store);
        await using var ledger = SqliteDeliveryLedger.Open(home.Path, time);
        await ledger.AddAsync([Part("d", 1)], default);
        using var packed = new MemoryStream();
        await new HomeBackup(store).WriteAsync(packed, default);
        packed.Position = 0;
        using var gzip = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress);
        using var tar = new System.Formats.Tar.TarReader(gzip);
        var names = new List<string>();
        while (await tar.GetNextEntryAsync() is { } entry)
            names.Add(entry.Name);
        Assert.Equal("sessions/", Assert.Single(names)[..9]);
    }

    private static async Task<SessionId> TalkAsync(ISessionStore sessions)
    {
        await using var session = await sessions.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([new UserEntry { Content = Secret, At = At }, new AssistantEntry { Content = "I keep it.", At = At, Turn = 1, Answers = [1] }], default);
        return session.Info.Id;
    }

    /// <summary>Files of the ledger that hold the secret.</summary>
    private List<string> Holding() => [.. Directory.GetFiles(home.Path, "ledger*").Where(path =>
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var bytes = new MemoryStream();
        file.CopyTo(bytes);
        return bytes.ToArray().AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) >= 0;
    })];
}
