using LurkBot.Context;
using LurkBot.History;
using LurkBot.Sessions;

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
