using System.Globalization;
using LurkBot.Accounting;
using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Rendering;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Compaction;
using LurkBot.Tests.Context;

namespace LurkBot.Tests.Storage;

/// <summary>Messages that overlap the turns before them are shown, summarized, charged and taken back like messages in a row.</summary>
public sealed class BusySessionTests
{
    private const int Many = 400;

    private const string Good = """
        ## Goal
        - Fly to Oslo
        ## Decisions
        - none
        ## Facts about people
        ## Open questions
        ## Exact identifiers
        ## State of work
        - going on
        """;

    [Fact]
    public Task Build_OverlappingMessages_GiveTheContextsOfMessagesInARow() => CompareAsync(async (overlaps, log) =>
    {
        var session = new BusySession(overlaps)
        {
            OnCall = (entries, view) =>
            {
                var from = view.Record.From;
                log.Add($"from {(from == 0 ? "the beginning" : entries[(int)from - 1].Content)}, {view.Tokens} tokens, {view.Stable} stable");
                log.AddRange(view.Messages.Select(GoldenContext.Show));
            },
        };
        await session.LiveAsync(Many);
        Assert.True(log.Where(line => line.StartsWith("from ", StringComparison.Ordinal)).Select(line => line.Split(',')[0]).Distinct(StringComparer.Ordinal).Count() > 10);
        foreach (var strategy in Enum.GetValues<ContextStrategy>())
            log.AddRange(ContextBuilder.Build(await session.ReadAsync(), new ContextSettings { MaxTokens = 4000, Strategy = strategy }).Messages.Select(message => BusySession.WithoutIds(GoldenContext.Show(message))));
        log.AddRange(ContextBuilder.Build(await session.ReadAsync(), new ContextSettings()).Messages.Select(GoldenContext.Show));
    });

    [Theory]
    [InlineData(100, 128_000)]
    [InlineData(1000, 4000)]
    public Task Plan_OverlappingMessages_TakesTheTurnsOfMessagesInARow(int after, int budget) => CompareAsync(async (overlaps, log) =>
    {
        var (settings, taken) = (new CompactionSettings { After = after, Context = new ContextSettings { MaxTokens = budget } }, 0);
        BusySession session = null!;
        session = new BusySession(overlaps)
        {
            OnTurn = async turn =>
            {
                if (turn % 20 != 19)
                    return;
                foreach (var trigger in Enum.GetValues<CompactionTrigger>())
                {
                    var plan = CompactionPlanner.Plan(await session.ReadAsync(), settings, trigger);
                    log.Add($"{turn} {trigger}: {(plan is null ? "nothing" : $"{plan.Entries.Count}, {plan.Reason}")}");
                    log.AddRange(plan?.Entries.Select(entry => entry.Content) ?? []);
                    taken += plan?.Entries.Count ?? 0;
                    foreach (var window in plan is null ? [] : (int[])[500, 3000])
                        log.Add($"chunk {string.Join('|', SummaryChunks.First(plan!, window, settings.Context.Counter).Entries.Select(entry => entry.Content))}");
                    if (plan is not null)
                        Assert.All(plan.Except, id => Assert.True(id < plan.Range.Last && plan.Entries.All(entry => entry.Id != id)));
                }
            },
        };
        await session.LiveAsync(Many);
        Assert.True(taken > Many);
    });

    [Theory]
    [InlineData(nameof(CompactionTrigger.Growth))]
    [InlineData(nameof(CompactionTrigger.Asked))]
    public Task Run_OverlappingMessages_GivesTheSummariesOfMessagesInARow(string trigger) => CompareAsync(async (overlaps, log) =>
    {
        BusySession session = null!;
        var model = new FakeModel((messages, _) =>
        {
            log.Add(BusySession.WithoutIds(messages.Last().Text));
            return FakeModel.Text(Good);
        });
        var compactor = new SessionCompactor(model, new CompactionSettings { After = 40, Window = 4000, Context = BusySession.Settings }, TimeProvider.System);
        session = new BusySession(overlaps)
        {
            OnCall = (_, view) => log.AddRange(view.Messages.Select(message => BusySession.WithoutIds(GoldenContext.Show(message)))),
            OnTurn = async turn =>
            {
                if (turn % 10 != 9)
                    return;
                var result = await compactor.RunAsync(session.Session, new CompactionRequest(Enum.Parse<CompactionTrigger>(trigger), "lurkbot", "m", new TurnLeaseRequest("lurkbot", TimeSpan.Zero)), default);
                log.Add($"{turn} {result.Outcome} {result.Problem} {BusySession.WithoutIds(result.Entry?.Content ?? "")}");
            },
        };
        await session.LiveAsync(150);
        Assert.True(log.Count(line => line.Contains(" Summarized ", StringComparison.Ordinal)) > 3);
    });

    /// <summary>A summary must not hide what is still to be answered.</summary>
    [Fact]
    public async Task Run_MessageThatWaitsWithinTheRange_IsShownWhenItIsHeard()
    {
        await using var session = await new MemorySessionStore(TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:w:main"), default);
        var waits = (await session.AppendAsync([new UserEntry { Content = "the one that waits", Accepted = "home" }], default))[0].Id;
        for (var i = 0; i < 30; i++)
        {
            var id = (await session.AppendAsync([new UserEntry { Content = $"question {i} {new string('q', 200)}", Accepted = "home" }], default))[0].Id;
            await session.AppendAsync([new AssistantEntry { Turn = id, Content = $"answer {i} {new string('a', 200)}", Heard = [id], Answers = [id] }], default);
        }

        var result = await new SessionCompactor(new FakeModel((_, _) => FakeModel.Text(Good)), new CompactionSettings { After = 20 }, TimeProvider.System)
            .RunAsync(session, new CompactionRequest(CompactionTrigger.Growth, "lurkbot", "m", new TurnLeaseRequest("lurkbot", TimeSpan.Zero)), default);
        var summary = Assert.IsType<SummaryEntry>(result.Entry);
        Assert.False(summary.Includes(waits));
        var settings = new ContextSettings();
        Assert.DoesNotContain(ContextBuilder.Build(await session.ReadAllAsync(default), settings).Messages, message => message.Text is "the one that waits");
        Assert.Equal("the one that waits", ContextBuilder.Build(await session.ReadAllAsync(default), settings with { Asked = [waits] }).Messages[^1].Text);
        await session.AppendAsync([new AssistantEntry { Turn = waits, Content = "at last", Heard = [waits], Answers = [waits] }], default);
        foreach (var entries in (IReadOnlyList<Entry>[])[await session.ReadAllAsync(default), await ContextReader.ReadAsync(session, settings, default)])
            Assert.Equal(["the one that waits", "at last"], ContextBuilder.Build(entries, settings).Messages.TakeLast(2).Select(message => message.Text));
    }

    [Fact]
    public Task Calls_OverlappingMessages_AreChargedToThePersonWhoAsked() => CompareAsync(async (overlaps, log) =>
    {
        var session = new BusySession(overlaps);
        await session.LiveAsync(Many);
        var entries = await session.ReadAsync();
        foreach (var call in SessionCalls.Of(session.Session.Info.Id, entries))
        {
            var text = entries[(int)call.Entry - 1].Content;
            Assert.Equal(BusySession.PersonOf(int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture)), call.Person);
            log.Add($"{call.Person} {text}");
        }

        Assert.Equal(Many + (Many + 2) / 3, log.Count);
    });

    [Fact]
    public Task Undo_OverlappingMessages_TakesBackWholeTurnsOneAfterTheOther() => CompareAsync(async (overlaps, log) =>
    {
        var session = new BusySession(overlaps);
        await session.LiveAsync(Many);
        while (await SessionUndo.AppendAsync(session.Session, "owner", "test", TimeProvider.System, default) is { } undone)
        {
            log.Add(undone.Content);
            log.Add($"{session.Session.Info.MessageCount} messages");
            if (log.Count % 50 == 0)
                log.AddRange(ContextBuilder.Build(await session.ReadAsync(), new ContextSettings()).Messages.Select(GoldenContext.Show));
        }

        Assert.Equal(Many, log.Count(line => line.EndsWith(" messages", StringComparison.Ordinal)));
    });

    [Fact]
    public async Task Undo_MessageThatWaits_IsTakenBackBeforeTheTurnThatAnsweredLast()
    {
        var session = new BusySession(overlaps: true);
        await session.LiveAsync(3, isLast: false);
        var undone = new List<string>();
        while (await SessionUndo.AppendAsync(session.Session, "owner", "test", TimeProvider.System, default) is { } entry)
            undone.Add(entry.Content[..10]);
        Assert.Equal(["question 3", "question 2", "question 1", "question 0"], undone);
        Assert.Empty(ContextBuilder.Build(await session.ReadAsync(), new ContextSettings()).Messages);
    }

    [Fact]
    public Task Transcript_OverlappingMessages_IsThatOfMessagesInARow()
    {
        var info = new BusySession(overlaps: false).Session.Info;
        return CompareAsync(async (overlaps, log) =>
        {
            var session = new BusySession(overlaps);
            await session.LiveAsync(50);
            await using var page = new StringWriter();
            new MarkdownTranscript(page).Write(new Transcript(info, await session.ReadAsync()));
            log.AddRange(page.ToString().Split('\n'));
        });
    }

    /// <summary>Lives the same life twice and compares what it says of it.</summary>
    private static async Task CompareAsync(Func<bool, List<string>, Task> live)
    {
        var (inARow, overlapping) = (new List<string>(), new List<string>());
        await live(false, inARow);
        await live(true, overlapping);
        Assert.NotEmpty(inARow);
        Assert.Equal(inARow, overlapping);
    }
}
