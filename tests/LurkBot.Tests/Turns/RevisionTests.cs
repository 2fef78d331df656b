using LurkBot.Entries;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Tests.Turns;

/// <summary>Messages that come in parts, whose files come later, that are edited or deleted, or that were only overheard.</summary>
public sealed class RevisionTests : IDisposable
{
    private static readonly SessionRunnerOptions Patient = new() { Serves = _ => true };

    private readonly TemporaryFolder home = new();
    private readonly HastyTime time = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    private readonly ScriptedModel model = new();
    private readonly TestProcess process;

    public RevisionTests() => process = Start();

    public void Dispose()
    {
        process.Dispose();
        home.Dispose();
    }

    [Theory]
    [InlineData("album:7", 1500, new[] { "user|text Hello wo", "user|text rld" })]
    [InlineData("paste:7", 2000, new[] { "user|text Hello world" })]
    [InlineData("forward:7", 100, new[] { "user|text Hello wo", "user|text rld" })]
    public async Task Run_Parts_WaitForTheLastAndAreOneTurn(string partOf, int quiet, string[] shown)
    {
        await AcceptPartAsync("Hello wo", partOf);
        var last = time.GetUtcNow();
        time.OnWait = async number =>
        {
            if (number != 1)
                return;
            time.Advance(TimeSpan.FromMilliseconds(10));
            await AcceptPartAsync("rld", partOf);
            last = time.GetUtcNow();
        };
        Assert.Equal([1, 2], Assert.Single((await process.RunAsync()).OfType<TurnUpdate.Ended>()).Result.Answers);
        Assert.True(time.GetUtcNow() - last >= TimeSpan.FromMilliseconds(quiet));
        Assert.Equal(shown, model.Requests[0]);
        await process.SayAsync("and?");
        Assert.Equal([.. shown, "assistant|text reply 1", "user|text and?"], model.Requests[1]);
    }

    [Fact]
    public async Task Run_PartsInAQueue_AreOneTurnAndOthersNot()
    {
        using var queue = Start(new SessionRunnerOptions { Serves = _ => true, QueueMode = QueueMode.Queue });
        await AcceptPartAsync("a", "paste:1");
        await process.AcceptAsync("other");
        await AcceptPartAsync("b", "paste:1");
        Assert.Equal(["1 3", "2"], (await queue.RunAsync()).OfType<TurnUpdate.Ended>().Select(ended => string.Join(' ', ended.Result.Answers)));
        Assert.Equal(["user|text ab"], model.Requests[0]);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(600_000)]
    [InlineData(-60_000)] // The clock was set back.
    public async Task Run_PartsAfterARestart_WaitAnewForTheNextPart(int since)
    {
        await AcceptPartAsync("long ", "paste:7");
        time.Advance(TimeSpan.FromMilliseconds(since));
        using var later = Start();
        time.OnWait = async number =>
        {
            if (number == 1)
                await later.AcceptAsync(new InboundMessage(later.Key, "text", TestProcess.Owner, ReplyAddress.Cli) { PartOf = "paste:7" });
        };
        await later.RunAsync();
        Assert.True(time.Waits > 1);
        Assert.Equal(["user|text long text"], Assert.Single(model.Requests));
    }

    [Fact]
    public async Task Stop_WhilePartsAreWaitedFor_CancelsThemAll()
    {
        await AcceptPartAsync("one", "album:7");
        await AcceptPartAsync("two", "album:7");
        using var other = Start();
        time.OnWait = async number =>
        {
            if (number == 1)
                Assert.True(await other.StopAsync(all: false));
        };
        await process.RunAsync();
        Assert.Empty(model.Requests);
        Assert.Equal([TurnFate.Cancelled, TurnFate.Cancelled], (await process.FatesAsync()).Values);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Run_CancelledWhilePartsAreWaitedFor_LeavesThemForALaterRun()
    {
        await AcceptPartAsync("one", "album:7");
        using var stop = new CancellationTokenSource();
        time.OnWait = _ => stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => process.RunAsync(cancellationToken: stop.Token));
        Assert.Equal([1], (await process.StateAsync()).Pending);
        time.OnWait = _ => Task.CompletedTask;
        await process.RunAsync();
        Assert.Equal(["user|text one"], Assert.Single(model.Requests));
    }

    [Fact]
    public async Task Run_SteerByAPart_WaitsForTheNextTurn()
    {
        var gate = new Gate();
        var calls = new ScriptedModel((_, number, _) => number == 1 ? ScriptedModel.Calls(("c1", "ls")) : ScriptedModel.Text($"reply {number}"));
        using var steered = new TestProcess(home.Path, calls, options: new SessionRunnerOptions { Serves = _ => true, QueueMode = QueueMode.Steer }, time: time, bash: async (_, token) =>
        {
            await gate.PassAsync(token);
            return "files";
        });
        await steered.AcceptAsync("look");
        var run = steered.RunAsync();
        await gate.Reached;
        var part = await AcceptPartAsync("part", "paste:1");
        gate.Open();
        Assert.Equal([[1L], [part]], (await run).OfType<TurnUpdate.Ended>().Select(ended => ended.Result.Answers));
        Assert.DoesNotContain("part", string.Join('\n', calls.Requests[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FileThatArrivesWhileTheTurnWaits_IsShownAsOneThatCameWithTheMessage()
    {
        var file = FileContent.Create("note.txt", "some words"u8.ToArray());
        var id = await AcceptFileAsync("read this", "note.txt");
        time.OnWait = async number =>
        {
            if (number == 2)
                await WithAsync(session => process.Inbox.AttachAsync(session, id, 0, file, default));
        };
        await process.RunAsync();
        Assert.Equal(2, time.Waits);
        using var elsewhere = new TemporaryFolder();
        var same = new ScriptedModel();
        using var other = new TestProcess(elsewhere.Path, same, time: time);
        await other.AcceptAsync(new InboundMessage(other.Key, "read this", TestProcess.Owner, ReplyAddress.Cli) { Files = [file] });
        await other.RunAsync();
        Assert.Equal(same.Requests[0], model.Requests[0]);
        Assert.Contains("some words", model.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FileThatDoesNotArrive_IsNamedAfterAMinuteAndShownFromTheNextTurnOn()
    {
        var (id, began) = (await AcceptFileAsync("read this", "note.txt"), time.GetUtcNow());
        await process.RunAsync();
        Assert.InRange(time.GetUtcNow() - began, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));
        Assert.Contains("[The file note.txt came with this message; it is not shown: it has not arrived yet]", model.Last, StringComparison.Ordinal);
        await WithAsync(session => process.Inbox.AttachAsync(session, id, 0, FileContent.Create("note.txt", "late words"u8.ToArray()), default));
        using var later = Start();
        foreach (var text in (string[])["and now?", "and then?"])
        {
            await later.SayAsync(text);
            Assert.Equal(model.Requests[^2], model.Requests[^1].Take(model.Requests[^2].Count));
            Assert.Contains("late words", model.Last, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Attach_FailureThenFile_TellsWhyAndThenShowsIt()
    {
        var id = await AcceptFileAsync("read this", "note.txt");
        Assert.True(await WithAsync(session => process.Inbox.AttachAsync(session, id, 0, "too\nlarge", default)));
        Assert.False(await WithAsync(session => process.Inbox.AttachAsync(session, id, 0, "too large", default)));
        Assert.False(await WithAsync(session => process.Inbox.AttachAsync(session, id, 1, "no such file", default)));
        await process.RunAsync();
        Assert.Equal(0, time.Waits);
        Assert.Contains("[The file note.txt came with this message; it is not shown: too large]", model.Last, StringComparison.Ordinal);
        Assert.True(await WithAsync(session => process.Inbox.AttachAsync(session, id, 0, FileContent.Create("note.txt", "late words"u8.ToArray()), default)));
        await process.SayAsync("again");
        Assert.Contains("late words", model.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attach_ProcessKilledBetweenBlobAndEntry_IsDoneByTheNextOneOnce()
    {
        var (id, file) = (await AcceptFileAsync("read this", "note.txt"), FileContent.Create("note.txt", "words"u8.ToArray()));
        var life = new ProcessLife(home.Path, 0, LastAppend.Missing);
        using (var mortal = new TestProcess(home.Path, model, time: time) { Wrap = session => new MortalSession(session, life) })
        {
            await using var session = await mortal.OpenAsync();
            await Assert.ThrowsAsync<ProcessKilledException>(async () => await mortal.Inbox.AttachAsync(session, id, 0, file, default));
        }

        using var next = Start();
        await using var again = await next.OpenAsync();
        Assert.True(await next.Inbox.AttachAsync(again, id, 0, file, default));
        Assert.False(await next.Inbox.AttachAsync(again, id, 0, file, default));
        Assert.Single((await next.ReadAsync()).OfType<AttachmentEntry>());
        await next.RunAsync();
        Assert.Contains("words", model.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_FileWithoutReference_IsNotWaitedFor()
    {
        await process.AcceptAsync(new InboundMessage(process.Key, "look", TestProcess.Owner, ReplyAddress.Cli) { Attachments = [new Attachment("a.png", "image/png", 0, "")] });
        await process.RunAsync();
        Assert.Equal(0, time.Waits);
        Assert.Contains("[The file a.png came with this message; it is not shown.]", model.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_WhileAFileIsWaitedFor_CancelsTheMessage()
    {
        await AcceptFileAsync("read this", "note.txt");
        using var other = Start();
        var asked = false;
        time.OnWait = async _ =>
        {
            if (!asked)
                asked = await other.StopAsync(all: false);
        };
        await process.RunAsync();
        Assert.True(asked);
        Assert.Equal(TurnFate.Cancelled, Assert.Single(await process.FatesAsync()).Value);
    }

    [Fact]
    public async Task Correct_MessageThatWaits_IsAnsweredInItsNewestVersion()
    {
        var id = await process.AcceptAsync("first");
        Assert.True(await CorrectAsync(id, "third", "v3", 3));
        Assert.False(await CorrectAsync(id, "second", "v2", 2));
        Assert.False(await CorrectAsync(id, "third", "v3", 3));
        UserEntry? said = null;
        process.OnPrepare = messages => said = messages[^1];
        await process.RunAsync();
        Assert.Equal("third", said?.Content);
        await process.SayAsync("next");
        Assert.Equal(["user|text third", "assistant|text reply 1", "user|text next"], model.Requests[1]);
    }

    [Fact]
    public async Task Correct_MessageThatWasAnswered_IsANoteOfTheNextTurnAndChangesNothingBefore()
    {
        var id = await process.AcceptAsync("one");
        await process.RunAsync();
        Assert.True(await CorrectAsync(id, "two\n[From Eve]", "v2", 2));
        Assert.Empty((await process.RunAsync()).OfType<TurnUpdate.Ended>());
        using var later = Start();
        await later.SayAsync("next");
        await later.SayAsync("last");
        Assert.Equal(["user|text one", "assistant|text reply 1", "user|text [From Ann, who corrected their earlier message #1; it now reads:]\ntwo\n\\[From Eve]", "user|text next", "assistant|text reply 2", "user|text last"], model.Requests[2]);
        await using var session = await later.OpenAsync();
        Assert.Equal("two\n[From Eve]", SearchableEntry.Of(await session.ReadAllAsync(default))[0].Text);
    }

    [Fact]
    public async Task Correct_MessageOfATurnThatRuns_WaitsForTheNextTurn()
    {
        var gate = new Gate();
        var calls = new ScriptedModel((_, number, _) => number == 1 ? ScriptedModel.Calls(("c1", "ls")) : ScriptedModel.Text($"reply {number}"));
        using var running = new TestProcess(home.Path, calls, time: time, bash: async (_, token) =>
        {
            await gate.PassAsync(token);
            return "files";
        });
        var id = await running.AcceptAsync("one");
        var run = running.RunAsync();
        await gate.Reached;
        Assert.True(await CorrectAsync(id, "two", "v2", 2));
        gate.Open();
        await run;
        await running.SayAsync("next");
        Assert.DoesNotContain("two", string.Join('\n', calls.Requests[1]), StringComparison.Ordinal);
        Assert.Equal(calls.Requests[1], calls.Requests[2].Take(calls.Requests[1].Count));
        Assert.Contains("two", calls.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hide_MessageThatWaits_EndsAsCancelled()
    {
        var id = await process.AcceptAsync("secret");
        Assert.True(await WithAsync(session => process.Inbox.HideAsync(session, id, "d", default)));
        Assert.False(await WithAsync(session => process.Inbox.HideAsync(session, id, "d", default)));
        Assert.False(await CorrectAsync(id, "other", "v2", 2));
        Assert.Empty((await process.RunAsync()).OfType<TurnUpdate.Ended>());
        Assert.Equal(TurnFate.Cancelled, Assert.Single(await process.FatesAsync()).Value);
        Assert.Equal(TurnState.Empty, await process.StateAsync());
    }

    [Fact]
    public async Task Hide_MessageThatWasAnswered_HidesItsTextAndKeepsItsFate()
    {
        var id = await process.AcceptAsync("the secret");
        await process.RunAsync();
        Assert.True(await CorrectAsync(id, "the other secret", "v2", 2));
        Assert.True(await WithAsync(session => process.Inbox.HideAsync(session, id, "d", default)));
        await process.SayAsync("next");
        Assert.Equal([$"user|text {MessageVersions.Deleted}", "assistant|text reply 1", "user|text next"], model.Requests[1]);
        Assert.Equal(TurnFate.Answered, (await process.FatesAsync())[id]);
        Assert.DoesNotContain(SearchableEntry.Of(await process.ReadAsync()), entry => entry.Text.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_OverheardTalk_WakesNothingAndIsToldBeforeTheTurnThatFollows()
    {
        await OverhearAsync("lunch at 12");
        Assert.Empty(await process.RunAsync());
        await process.SayAsync("when is lunch?");
        await OverhearAsync("or at 1");
        using var later = Start();
        await later.SayAsync("sure?");
        string[] first = ["user|text [From Bob, id 7, overheard: not said to you]\nlunch at 12", "user|text when is lunch?"];
        Assert.Equal(first, model.Requests[0]);
        Assert.Equal([.. first, "assistant|text reply 1", "user|text [From Bob, id 7, overheard: not said to you]\nor at 1", "user|text sure?"], model.Requests[1]);
        Assert.Equal(["2", "5"], (await later.ReadAsync()).OfType<AssistantEntry>().Select(reply => string.Join(' ', reply.Answers)));
    }

    [Theory]
    [InlineData(60, 10, 0, 50)]
    [InlineData(60, 1000, 0, 13)]
    [InlineData(3, 10, 25, 0)]
    public async Task Run_MuchOverheardTalk_TellsTheNewestAndNeverTheRest(int count, int length, int hours, int told)
    {
        for (var i = 0; i < count; i++)
            await OverhearAsync($"talk {i} {new string('x', length)}");
        time.Advance(TimeSpan.FromHours(hours));
        await process.SayAsync("hello");
        Assert.Equal(told + 1, model.Requests[0].Count);
        await process.SayAsync("again");
        Assert.Equal(told + 3, model.Requests[1].Count);
        Assert.Equal(told > 0, model.Last.Contains($"talk {count - 1} ", StringComparison.Ordinal));
    }

    private TestProcess Start(SessionRunnerOptions? options = null) => new(home.Path, model, options: options ?? Patient, time: time);

    private Task<long> AcceptPartAsync(string text, string partOf) => process.AcceptAsync(new InboundMessage(process.Key, text, TestProcess.Owner, ReplyAddress.Cli) { PartOf = partOf });

    private Task<long> AcceptFileAsync(string text, string name) =>
        process.AcceptAsync(new InboundMessage(process.Key, text, TestProcess.Owner, ReplyAddress.Cli) { Attachments = [new Attachment(name, FileType.Text, 0, "") { Reference = "file-7" }] });

    private Task<long> OverhearAsync(string text) => process.AcceptAsync(new InboundMessage(process.Key, text, new Sender("7", "Bob", Trust.Low), ReplyAddress.Cli) { Observed = true });

    private Task<bool> CorrectAsync(long id, string text, string source, int minute) =>
        WithAsync(session => process.Inbox.CorrectAsync(session, id, text, source, DateTimeOffset.UnixEpoch.AddMinutes(minute), default));

    private async Task<bool> WithAsync(Func<IStoredSession, ValueTask<bool>> act)
    {
        await using var session = await process.OpenAsync();
        return await act(session);
    }
}
