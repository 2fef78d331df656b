using CsCheck;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Entries;

namespace LurkBot.Tests.Context;

/// <summary>Reading only the newest entries loses nothing that all of them would show.</summary>
public sealed class ContextReaderTests
{
    private readonly IStoredSession session = new MemorySessionStore(TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:r:main"), default).AsTask().GetAwaiter().GetResult();
    private readonly ContextSettings settings = new() { MaxTokens = 20_000 };

    [Fact]
    public async Task Read_PinLongBeforeASummary_IsStillShown()
    {
        await LiveAsync(10);
        await AppendAsync(new PinEntry { Covers = new EntryRange(5, 6) });
        await LiveAsync(60);
        await AppendAsync(new SummaryEntry { Covers = new EntryRange(1, 141), Content = "## Goal\nshort" });
        await LiveAsync(60);
        foreach (var view in await BothAsync())
            Assert.Contains(view.Messages, message => message.Text.StartsWith("question 2 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Read_SummaryThatIsTakenBack_ShowsWhatItStoodForAgain()
    {
        await LiveAsync(40);
        await AppendAsync(new SummaryEntry { Covers = new EntryRange(1, 80), Content = "## Goal\nfirst" });
        await LiveAsync(100);
        await AppendAsync(new SummaryEntry { Covers = new EntryRange(1, 280), Content = "## Goal\nsecond" });
        await LiveAsync(100);
        var second = (await session.ReadAllAsync(default)).OfType<SystemEntry>().Last();
        await AppendAsync(new UndoEntry { Undoes = second.Id });
        var views = await BothAsync();
        Assert.Equal(views[0].Messages.Select(message => message.Text), views[1].Messages.Select(message => message.Text));
        Assert.Contains("first", views[1].Messages[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ContextStrategy.Sliding, 700, true, false)]
    [InlineData(ContextStrategy.Sliding, 700, false, false)]
    [InlineData(ContextStrategy.Sliding, 3000, true, false)]
    [InlineData(ContextStrategy.Summarize, 700, true, false)]
    [InlineData(ContextStrategy.Sliding, 700, true, true)]
    [InlineData(ContextStrategy.Sliding, 3000, false, true)]
    [InlineData(ContextStrategy.Summarize, 700, true, true)]
    public async Task Read_AnyOverlap_GivesTheContextOfAllEntries(ContextStrategy strategy, int budget, bool resets, bool revises)
    {
        var (settings, saved) = (new ContextSettings { Strategy = strategy, MaxTokens = budget, Zone = TimeZoneInfo.Utc }, 0);
        await Gen.Int[0, 2399].Array[150, 400].SampleAsync(
            async choices =>
            {
                var lived = new OverlappingSession
                {
                    Covers = true,
                    Resets = resets,
                    Revises = revises,
                    OnCall = async (life, asked) =>
                    {
                        var now = settings with { Asked = asked, Noted = life.Noting };
                        var known = await ContextReader.ReadAsync(life.Session, settings with { Asked = asked }, default);
                        var chosen = NoteSelection.Choose(known, life.HasResponse ? [] : asked, DateTimeOffset.UnixEpoch, settings.Counter);
                        Assert.Equal(now.Noted, chosen.Where(id => now.Noted.Contains(id) || MessageVersions.TargetOf(life.Entries[(int)id - 1]) is not { } target || target >= known[0].Id));
                        var read = await ContextReader.ReadAsync(life.Session, now, default);
                        if (Build(life.Entries, now) is not { } whole)
                        {
                            Assert.Null(Build(read, now));
                            return null;
                        }

                        var part = Build(read, now)!;
                        Assert.Equal(whole.Messages.Select(GoldenContext.Show), part.Messages.Select(GoldenContext.Show));
                        Assert.Equal(whole.Record.ToJson(), part.Record.ToJson());
                        Interlocked.Add(ref saved, read.Count < life.Entries.Count ? 1 : 0);
                        return whole.Record;
                    },
                };
                foreach (var choice in choices)
                    await lived.StepAsync(choice);
            },
            iter: 20);
        Assert.True(strategy != ContextStrategy.Sliding || saved > 0, "Nothing was saved by reading less.");
    }

    /// <summary>The summary's range holds it, but it was told to the model behind the summary.</summary>
    [Theory]
    [InlineData(ContextStrategy.Sliding)]
    [InlineData(ContextStrategy.Summarize)]
    public async Task Read_OverheardBeforeASummary_ToldAfterIt_IsRead(ContextStrategy strategy)
    {
        var sender = new Sender("eve", null, Trust.Low);
        await AppendAsync(new UserEntry { Turn = 1, Content = "overheard", Observed = true, Sender = sender });
        await LiveAsync(40);
        await AppendAsync(new SummaryEntry { Covers = new EntryRange(1, 81), Content = "## Goal\nshort" });
        var question = await session.AppendAsync([new UserEntry { Content = "question", At = DateTimeOffset.UnixEpoch }], default);
        var cut = settings with { Strategy = strategy };
        await AppendAsync(new AssistantEntry { Turn = question[0].Id, Content = "answer", Heard = [question[0].Id], Answers = [question[0].Id], Noted = [1], Context = ContextBuilder.Build(await session.ReadAllAsync(default), cut).Record });
        var read = await ContextReader.ReadAsync(session, cut, default);
        Assert.Contains(ContextBuilder.Build(read, cut).Messages, message => message.Text.Contains("overheard", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(700, 1500)]
    [InlineData(3000, 700)]
    public async Task Read_BudgetThatChanges_GivesTheContextOfAllEntries(int one, int other)
    {
        var saved = 0;
        await Gen.Int[0, 2399].Array[150, 400].SampleAsync(
            async choices =>
            {
                var calls = 0;
                var lived = new OverlappingSession
                {
                    Covers = true,
                    Resets = true,
                    OnCall = async (life, asked) =>
                    {
                        var now = new ContextSettings { MaxTokens = calls++ % 5 < 3 ? one : other, Asked = asked };
                        var read = await ContextReader.ReadAsync(life.Session, now, default);
                        var whole = Build(life.Entries, now);
                        var part = Build(read, now);
                        Assert.Equal(whole?.Messages.Select(GoldenContext.Show), part?.Messages.Select(GoldenContext.Show));
                        Assert.Equal(whole?.Record.ToJson(), part?.Record.ToJson());
                        Interlocked.Add(ref saved, read.Count < life.Entries.Count ? 1 : 0);
                        return whole?.Record;
                    },
                };
                foreach (var choice in choices)
                    await lived.StepAsync(choice);
            },
            iter: 30);
        Assert.True(saved > 0, "Nothing was saved by reading less.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_ImportedHistory_ReadsNoMoreThanItsEndAndGivesTheContextOfAll(bool isMarked)
    {
        var history = Enumerable.Range(0, 20_000).Select(Entry (i) => i % 2 == 0
            ? new UserEntry { Turn = (i / 2) + 1, Content = $"question {i} {new string('x', 200)}" }
            : new AssistantEntry { Turn = (i / 2) + 1, Content = $"answer {i} {new string('y', 200)}", Context = isMarked && i == 19_999 ? ContextRecord.Imported : null }).ToList();
        await session.AppendAsync(history, default);
        for (var turn = 0; turn < 4; turn++)
        {
            var read = await ContextReader.ReadAsync(session, settings, default);
            if (isMarked || turn > 0)
                Assert.InRange(read.Count, 1, 2000);
            var (whole, part) = (ContextBuilder.Build(await session.ReadAllAsync(default), settings), ContextBuilder.Build(read, settings));
            Assert.Equal(whole.Messages.Select(GoldenContext.Show), part.Messages.Select(GoldenContext.Show));
            Assert.Equal(whole.Record.ToJson(), part.Record.ToJson());
            var id = session.Info.LastId + 1;
            await AppendAsync(new UserEntry { Turn = id, Content = "next" });
            await AppendAsync(new AssistantEntry { Turn = id, Content = "answer", Context = part.Record, Heard = [id], Answers = [id] });
        }
    }

    [Fact]
    public async Task Read_MessageBeforeAClearWhoseTurnFailedAfterIt_IsStillShown()
    {
        var waits = (await session.AppendAsync([new UserEntry { Content = "the one that waited", Accepted = "home" }], default))[0].Id;
        await LiveAsync(40);
        await AppendAsync(new ClearEntry());
        await AppendAsync(new NoticeEntry { Turn = waits, Content = "The turn failed.", Fate = TurnFate.Failed, Heard = [waits], Answers = [waits] });
        await LiveAsync(5);
        foreach (var view in await BothAsync())
            Assert.Equal("the one that waited", view.Messages[0].Text);
    }

    [Fact]
    public async Task Read_PinMadeAfterAClearOfAMessageBeforeIt_IsStillShown()
    {
        var waits = (await session.AppendAsync([new UserEntry { Content = "the one that waited", Accepted = "home" }], default))[0].Id;
        await LiveAsync(40);
        await AppendAsync(new ClearEntry());
        await AppendAsync(new AssistantEntry { Turn = waits, Content = "at last", Heard = [waits], Answers = [waits] });
        await LiveAsync(3);
        await AppendAsync(new SummaryEntry { Covers = new EntryRange(waits, session.Info.LastId - 2), Content = "## Goal\nshort" });
        await AppendAsync(new PinEntry { Covers = new EntryRange(waits, waits) });
        foreach (var view in await BothAsync())
            Assert.Contains(view.Messages, message => message.Text is "the one that waited");
    }

    [Fact]
    public async Task Read_MessageThatWaitedWhileOthersWereAnswered_IsShownHoweverOld()
    {
        await LiveAsync(100);
        var waits = (await session.AppendAsync([new UserEntry { Content = "the one that waited", Accepted = "home" }], default))[0].Id;
        // So long that the window has left it behind.
        await LiveAsync(300);
        var asked = settings with { Asked = [waits] };
        var (whole, part) = (ContextBuilder.Build(await session.ReadAllAsync(default), asked), ContextBuilder.Build(await ContextReader.ReadAsync(session, asked, default), asked));
        Assert.Equal("the one that waited", whole.Messages[^1].Text);
        Assert.Equal(whole.Messages.Select(GoldenContext.Show), part.Messages.Select(GoldenContext.Show));
    }

    /// <summary>The context; null when the newest message does not fit.</summary>
    private static ContextView? Build(IReadOnlyList<Entry> entries, ContextSettings settings)
    {
        try
        {
            return ContextBuilder.Build(entries, settings);
        }
        catch (LurkBotException)
        {
            return null;
        }
    }

    private async Task<ContextView[]> BothAsync() =>
        [ContextBuilder.Build(await session.ReadAllAsync(default), settings), ContextBuilder.Build(await ContextReader.ReadAsync(session, settings, default), settings)];

    private async Task LiveAsync(int turns)
    {
        for (var i = 0; i < turns; i++)
        {
            var id = session.Info.LastId + 1;
            await AppendAsync(new UserEntry { Turn = id, Content = $"question {(id - 1) / 2} {new string('x', 200)}" });
            var view = ContextBuilder.Build(await ContextReader.ReadAsync(session, settings, default), settings);
            await AppendAsync(new AssistantEntry { Turn = id, Content = $"answer {new string('y', 200)}", Context = view.Record });
        }
    }

    private async Task AppendAsync(Entry entry) => await session.AppendAsync([entry], default);
}
