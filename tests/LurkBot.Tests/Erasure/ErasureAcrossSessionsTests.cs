using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Erasure;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;
using LurkBot.Tools;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Erasure;

/// <summary>What other sessions got of an erased text goes with it, by what recorded where it came from; what only has the same words stays, and is named.</summary>
public sealed class ErasureAcrossSessionsTests : IAsyncDisposable
{
    private const string Said = "The vault opens with 7741-9920-1133 and a smile", Code = "7741-9920";
    private static readonly SessionKey B = SessionKey.Parse("cli:b:main");
    private static readonly SessionChange Change = new("owner", "test");

    private readonly ExchangeHome home = new((messages, _) => Answer(messages), onDisk: true);

    public ValueTask DisposeAsync() => home.DisposeAsync();

    /// <summary>Each session does what it is told in the words of its newest message.</summary>
    private static IAsyncEnumerable<ChatResponseUpdate> Answer(IReadOnlyList<ChatMessage> messages)
    {
        var (last, result) = (messages[^1].Text, ExchangeHome.ResultIn(messages));
        bool Says(string words) => last.Contains(words, StringComparison.Ordinal);
        return result is not null && result.Contains(Code, StringComparison.Ordinal) && !messages.Any(message => message.Text.Contains("Hand it on", StringComparison.Ordinal)) ? ScriptedModel.Text("They say 7741-9920-1133.")
            : result is not null && result.Contains("is done", StringComparison.Ordinal) ? ScriptedModel.Text("Good.")
            : result is not null && result.Contains(Code, StringComparison.Ordinal) ? ExchangeHome.Call("sessions_spawn", ("task", "Open it with 7741-9920-1133, quickly"))
            : result is not null ? ScriptedModel.Text("Done.")
            : Says("Ask b") ? ExchangeHome.Call("sessions_send", ("to", "cli:b:main"), ("message", "What opens it?"), ("wait", true))
            : Says("Ask a") ? ExchangeHome.Call("sessions_send", ("to", "cli:a:main"), ("message", "What did they say?"), ("wait", true))
            : Says("Read b") || Says("Hand it on") ? ExchangeHome.Call("sessions_history", ("session", "cli:b:main"))
            : Says("Find it") ? ExchangeHome.Call("sessions_search", ("words", "vault"))
            : Says("How is b") ? ExchangeHome.Call("session_status", ("session", "cli:b:main"))
            : Says("What opens it?") ? ScriptedModel.Text("You told me: 7741-9920-1133.")
            : Says("What did they say?") ? ScriptedModel.Text("It was 7741-9920-1133, I think.")
            : ScriptedModel.Text("Fine.");
    }

    [Fact]
    public async Task Session_AskedReadSearchedAndAskedOn_GoesFromEveryChainAndNowhereElse()
    {
        await home.KeepAsync("cli:b:main", Said);
        await home.AskAsync("cli:a:main", "Hello, what a day");
        foreach (var words in (string[])["Ask b", "Read b", "Find it", "How is b"])
            await home.AskAsync("cli:a:main", words);
        await home.AskAsync("cli:c:main", "Ask a");
        await home.KeepAsync("cli:d:main", "I say so myself: " + Said);
        await using (var a = await home.Store.OpenAsync(SessionKey.Parse("cli:a:main"), default))
            await a!.AppendAsync([new SummaryEntry { Content = "They talked of a vault.", Covers = new EntryRange(1, a.Info.LastId) }], default);
        var results = (await home.ReadAsync("cli:a:main")).OfType<ToolEntry>().ToList();
        Assert.Equal(4, results.Count);
        Assert.All(results, result => Assert.NotEmpty(result.Sources));

        var runner = Runner();
        var plan = await runner.PlanAsync(ErasureTarget.OfSession(B), Change, default);
        Assert.Empty(plan.Others);
        var named = ErasedEntryJson.Of(plan);
        Assert.Equal(4, named.Count(entry => entry is { Session: "cli:a:main", Why: "what a tool brought from there" }));
        Assert.Single(named, entry => entry is { Session: "cli:a:main", Why: "summarizes it" });
        Assert.Single(named, entry => entry is { Session: "cli:c:main", Why: "what a tool brought from there" });
        Assert.DoesNotContain(named, entry => entry.Session is "cli:d:main");
        var report = await runner.RunAsync(plan, null, default);

        Assert.True(report.IsClean);
        Assert.Equal(["sessions/cli_d_main.json"], Holding(Code));
        Assert.Equal("lurkbot sessions erase 'cli:d:main#1'", Assert.Single(report.Elsewhere, found => found.Where is "cli:d:main#1").Command);
        var left = await home.ReadAsync("cli:a:main");
        Assert.Equal(["Hello, what a day", "Ask b", "Read b", "Find it", "How is b", "What did they say?"], left.OfType<UserEntry>().Select(entry => entry.Content));
        Assert.Contains(left.OfType<AssistantEntry>(), entry => entry.Content is "Fine.");
        Assert.DoesNotContain(left, entry => entry is ToolEntry or SummaryEntry);
    }

    [Fact]
    public async Task LurkBotsOwnWords_InOtherSessions_AreNotCalledWhatWasErased()
    {
        const string Notice = "Stopped: the model's provider gave no answer within five minutes.";
        var prompt = new MessageOverrides("") { SystemPrompt = "You are a coder. Read before you write, and say what you changed.", Subagent = new SubagentCharter("coder", Trust.Full, 1) };
        foreach (var key in (string[])["cli:b:main", "cli:d:main"])
        {
            await home.KeepAsync(key, $"hello to {key} alone, on this day");
            await using var session = await home.Store.OpenAsync(SessionKey.Parse(key), default);
            await session!.AppendAsync([new NoticeEntry { Content = Notice }, new UserEntry { Content = $"count the files of {key} today", Door = prompt }], default);
        }

        var runner = Runner();
        var report = await runner.RunAsync(await runner.PlanAsync(ErasureTarget.OfSession(B), Change, default), null, default);
        Assert.True(report.IsClean);
        Assert.Empty(report.Elsewhere);
    }

    [Fact]
    public async Task Session_WhoseWordsASubagentGot_TakesTheSubagentAndItsResult()
    {
        await home.KeepAsync("cli:b:main", Said);
        Assert.Equal("Good.", await home.AskAsync("cli:a:main", "Hand it on"));
        Assert.NotEmpty(Directory.GetFiles(Sessions, "*subagent*"));
        var runner = Runner();
        var report = await runner.RunAsync(await runner.PlanAsync(ErasureTarget.OfSession(B), Change, default), null, default);
        Assert.True(report.IsClean);
        Assert.Empty(Holding(Code));
        Assert.Empty(Directory.GetFiles(Sessions, "*subagent*"));
        Assert.DoesNotContain(await home.ReadAsync("cli:a:main"), entry => entry is ToolEntry);
    }

    [Fact]
    public async Task Entry_TakesTheResultsThatTellIt_AndLeavesThoseThatTellOthers()
    {
        await home.KeepAsync("cli:b:main", Said);
        await home.KeepAsync("cli:b:main", "The weather is fine today, is it not?");
        await home.AskAsync("cli:a:main", "Find it");
        await home.AskAsync("cli:c:main", "How is b");
        var runner = Runner();
        var report = await runner.RunAsync(await runner.PlanAsync(ErasureTarget.OfEntry(B, 1), Change, default), null, default);
        Assert.True(report.IsClean);
        Assert.Empty(Holding(Code));
        Assert.DoesNotContain(await home.ReadAsync("cli:a:main"), entry => entry is ToolEntry);
        Assert.Single((await home.ReadAsync("cli:c:main")).OfType<ToolEntry>());
        var again = await runner.PlanAsync(ErasureTarget.OfEntry(B, 1), Change, default);
        Assert.Empty(again.Steps);
        Assert.NotNull(again.ErasedAt);
    }

    [Fact]
    public async Task Result_OfAnEarlierVersion_IsToldByItsWordsAndTheSessionsName()
    {
        await home.KeepAsync("cli:b:main", Said);
        await using (var session = await home.Store.OpenOrCreateAsync(SessionKey.Parse("cli:a:main"), default))
            await session.AppendAsync([new UserEntry { Content = "Read b" }, .. Called("sessions_history", $"What was said in cli:b:main:\n#1 Ada: {Said}"), .. Called("bash", $"cli:b:main {Said}")], default);
        var plan = await Runner().PlanAsync(ErasureTarget.OfSession(B), Change, default);
        Assert.Equal([(3L, ErasureReason.Read), (5L, ErasureReason.Quote)], Assert.Single(plan.Copies).Reasons.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public async Task Reply_ToAPersonWhoSaysItThemselves_Stays()
    {
        await home.KeepAsync("cli:b:main", Said);
        await home.AskAsync("cli:a:main", "Read b");
        await using (var session = await home.Store.OpenAsync(SessionKey.Parse("cli:a:main"), default))
            await session!.AppendAsync([new AssistantEntry { Content = "Again: 7741-9920-1133." }, new UserEntry { Content = "So 7741-9920-1133 it is", Sender = new Sender("owner", "Ada", Trust.Full) }, new AssistantEntry { Content = "Yes, 7741-9920-1133." }], default);
        var plan = await Runner().PlanAsync(ErasureTarget.OfSession(B), Change, default);
        Assert.Equal([3, 4, 5], Assert.Single(plan.Copies).Entries.Order());
        Assert.Equal(["cli:a:main#6", "cli:a:main#7"], plan.Elsewhere.Select(found => found.Where));
    }

    [Fact]
    public async Task Approvals_InWordsThatAreErased_GoWithTheirSession()
    {
        var approvals = new ToolApprovals(Home);
        foreach (var key in (string[])["cli:b:main", "cli:d:main"])
        {
            await using var session = await home.Store.OpenOrCreateAsync(SessionKey.Parse(key), default);
            await session.AppendAsync([new UserEntry { Content = Said }], default);
            approvals.Add(new ToolApproval("bash", session.Info.Id, "echo " + Said));
            approvals.Add(new ToolApproval("bash", session.Info.Id, "ls"));
        }

        var runner = Runner(new ToolApprovalsErasable(approvals));
        var report = await runner.RunAsync(await runner.PlanAsync(ErasureTarget.OfEntry(B, 1), Change, default), null, default);
        Assert.True(report.IsClean);
        Assert.Contains("approvals.json: 1 approval", report.Erased);
        Assert.Equal(["ls", "echo " + Said, "ls"], approvals.Read().Select(approval => approval.Scope));
        Assert.Equal("lurkbot tools revoke bash --session cli:d:main", report.Elsewhere.Single(found => found.File is "approvals.json").Command);
    }

    [Fact]
    public async Task SchedulesAndCalls_OfOtherSessions_StayAndAreNamed()
    {
        var (book, log) = (new ScheduleBook(Home, CronosExpressions.Read, TimeProvider.System), home.Services.ToolLog);
        foreach (var key in (string[])["cli:b:main", "cli:d:main"])
        {
            await using var session = await home.Store.OpenOrCreateAsync(SessionKey.Parse(key), default);
            await session.AppendAsync([new UserEntry { Content = Said }, .. Called("bash", "ok", Said)], default);
            log.Append(new ToolCallRecord(DateTimeOffset.UnixEpoch, session.Info.Key, session.Info.Id, 1, "owner", "bash", "ok") { Backend = "host", Arguments = new Dictionary<string, object?>(StringComparer.Ordinal) { ["command"] = Said } });
            book.Add(session.Info.Key, session.Info.Id, "every day 08:00", TimeZoneInfo.Utc, Said, ScheduleMaker.Owner);
        }

        var (own, others) = (book.Read()[0].Id, book.Read()[1].Id);
        var runner = Runner(new ToolLogErasable(log), new ScheduleErasable(Home, book));
        var plan = await runner.PlanAsync(ErasureTarget.OfEntry(B, 1), Change, default);
        var forecast = await runner.ForeseeAsync(plan, null, default);
        Assert.Contains($"schedules.json: 1 schedule ({own} of cli:b:main)", forecast.Erased);
        Assert.Contains("logs/tools.jsonl: 1 tool call", forecast.Erased);
        Assert.Empty(forecast.Left);
        var report = await runner.RunAsync(plan, null, default);
        Assert.True(report.IsClean);
        foreach (var found in (IReadOnlyList<FoundElsewhere>[])[forecast.Elsewhere, report.Elsewhere])
        {
            Assert.Equal(["cli:d:main#1", "cli:d:main#2", "logs/tools.jsonl", $"schedule {others}"], found.Select(place => place.Where).Order(StringComparer.Ordinal));
            Assert.Equal($"lurkbot schedule remove {others}", found.Single(place => place.File is "schedules.json").Command);
        }

        Assert.Equal(others, Assert.Single(book.Read()).Id);
        Assert.Equal("cli:d:main", Assert.Single(log.Read()).GetProperty("session").GetString());
    }

    [Fact]
    public async Task Erasure_ThatBreaksOff_LeavesWhatWasNamedUntilAllElseIsGone()
    {
        await home.KeepAsync("cli:b:main", Said);
        await home.AskAsync("cli:a:main", "Read b");
        await File.WriteAllTextAsync(Path.Combine(Home, "notes.txt"), "PS: " + Said);
        var stuck = new StuckPlace();
        var runner = Runner(stuck);
        var error = await Assert.ThrowsAsync<LurkBotException>(async () => await runner.RunAsync(await runner.PlanAsync(ErasureTarget.OfSession(B), Change, default), null, default));
        Assert.Contains("the session cli:b:main is still there. Stop the gateway", error.Message, StringComparison.Ordinal);
        Assert.Single(await home.ReadAsync("cli:b:main"));
        stuck.IsFree = true;
        var plan = await runner.PlanAsync(ErasureTarget.OfSession(B), Change, default);
        Assert.Equal(["notes.txt"], (await runner.ForeseeAsync(plan, null, default)).Left);
        Assert.Equal(["notes.txt"], (await runner.RunAsync(plan, null, default)).Left);
        Assert.Equal(["notes.txt"], Holding(Code));
    }

    [Fact]
    public async Task Session_InUse_IsRefusedBeforeAnythingIsTouched()
    {
        await home.KeepAsync("cli:b:main", Said);
        await home.AskAsync("cli:a:main", "Read b");
        var place = new StuckPlace();
        var runner = Runner(place);
        await using var session = await home.Store.OpenAsync(SessionKey.Parse("cli:a:main"), default);
        await using var hold = await session!.TakeTurnAsync(new TurnLeaseRequest("somebody", TimeSpan.Zero), default);
        await Assert.ThrowsAsync<SessionBusyException>(async () => await runner.RunAsync(await runner.PlanAsync(ErasureTarget.OfSession(B), Change, default), null, default));
        Assert.False(place.WasTouched);
    }

    [Fact]
    public async Task Reply_BeforeWhichAnErasedEntryWasRecalled_QuotesIt()
    {
        await using (var session = await home.Store.OpenOrCreateAsync(B, default))
        {
            var record = ContextRecord.Imported with { Recalled = [new RecalledPart(1, 0, 0)] };
            await session.AppendAsync([new UserEntry { Content = Said }, new UserEntry { Content = "And?" }, new AssistantEntry { Content = "Seventy-seven and so on.", Context = record }, new AssistantEntry { Content = "Bye.", Context = ContextRecord.Imported }], default);
        }

        var plan = await Runner().PlanAsync(ErasureTarget.OfEntry(B, 1), Change, default);
        Assert.Equal([1, 3], Assert.Single(plan.Steps).Entries.Order());
    }

    [Fact]
    public async Task Code_ThatAReplyGivesInOtherWords_IsNotCalledGone()
    {
        await using (var session = await home.Store.OpenOrCreateAsync(B, default))
            await session.AppendAsync([new UserEntry { Content = Said }, new AssistantEntry { Content = "Noted: 7741-9920-1133." }], default);
        var runner = Runner();
        var report = await runner.RunAsync(await runner.PlanAsync(ErasureTarget.OfEntry(B, 1), Change, default), null, default);
        Assert.Equal("lurkbot sessions erase 'cli:b:main#2'", Assert.Single(report.Elsewhere).Command);
    }

    private string Home => home.Services.Options.Home;

    private string Sessions => Path.Combine(Home, "sessions");

    private ErasureRunner Runner(params IErasable[] places) => new(home.Store, Home, [.. places, new ToolLogErasable(home.Services.ToolLog), new SessionErasable(home.Store, TimeProvider.System)]);

    private static Entry[] Called(string tool, string result, string command = "x") =>
    [
        new AssistantEntry { ToolCalls = [new ToolCall("c", tool, $$"""{"command":"{{command}}"}""")] },
        new ToolEntry { ToolCallId = "c", Name = tool, Content = result },
    ];

    private List<string> Holding(string words) =>
        [.. Directory.GetFiles(Home, "*", SearchOption.AllDirectories).Where(path => !path.Contains(".locks", StringComparison.Ordinal) && File.ReadAllText(path).Contains(words, StringComparison.Ordinal)).Select(path => Path.GetRelativePath(Home, path)).Order(StringComparer.Ordinal)];

    /// <summary>A place that another process writes all the time, until it is free.</summary>
    private sealed class StuckPlace : IErasable
    {
        public bool IsFree { get; set; }

        public bool WasTouched { get; private set; }

        public IReadOnlyList<string> Look(ErasurePlan plan) => IsFree ? [] : ["a place"];

        public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
        {
            WasTouched = true;
            return new(Look(plan));
        }
    }
}
