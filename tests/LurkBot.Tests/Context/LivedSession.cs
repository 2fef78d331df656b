using CsCheck;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Context;

/// <summary>A session that lives through turns, tool calls, clears, undos, pins and summaries as chance has it, and each context that a model would have seen.</summary>
internal sealed class LivedSession(ContextSettings settings, PCG random)
{
    private static readonly string[] Words = ["alpha", "beta", "/home/ada/notes.txt", "12 kg", "天气很好", "https://example.com/x?y=1", "again", "and", "why", "2026-12-24"];

    private readonly IStoredSession session = new MemorySessionStore(TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:lived:main"), default).AsTask().GetAwaiter().GetResult();

    /// <summary>Called with each context, and the history that it was built from.</summary>
    public Action<IReadOnlyList<Entry>, ContextView> OnCall { get; init; } = (_, _) => { };

    /// <summary>The history.</summary>
    public async Task<IReadOnlyList<Entry>> ReadAsync() => await session.ReadAllAsync(default);

    /// <summary>Lives through something.</summary>
    public async Task StepAsync()
    {
        switch (Next(30))
        {
            case 0:
                await AppendAsync(new ClearEntry());
                break;
            case 1 or 2 when EffectiveHistory.LastUndoable(await ReadAsync()) is { } last:
                await AppendAsync(new UndoEntry { Undoes = last.Id });
                break;
            case 3 when await RangeAsync() is { } range:
                await AppendAsync(new PinEntry { Covers = range });
                break;
            case 4 when await RangeAsync() is { } range:
                await AppendAsync(new ShortenEntry { Covers = new EntryRange(1, range.Last) });
                break;
            case 5 when await RangeAsync() is { } range:
                await AppendAsync(new SummaryEntry { Covers = new EntryRange(1, range.Last), Content = "## Goal\n" + Text(30) });
                break;
            case 6:
                await AppendAsync(new SummaryEntry { Covers = new EntryRange(9, 1), Content = "edited" }, new UserEntry { Content = "foreign" });
                await AppendAsync(EntryLine.Read("""{"role":"assistant","content":"foreign","context":{"from":"x"}}"""));
                break;
            default:
                await TurnAsync();
                break;
        }
    }

    /// <summary>Builds the context of the next call.</summary>
    public async Task<ContextView> CallAsync()
    {
        var all = await ReadAsync();
        var view = ContextBuilder.Build(all, settings);
        OnCall(all, view);
        return view;
    }

    /// <summary>Builds it from what the reader reads.</summary>
    public async Task<ContextView> CallFromReaderAsync() => ContextBuilder.Build(await ContextReader.ReadAsync(session, settings, default), settings);

    private async Task TurnAsync()
    {
        await AppendAsync(new UserEntry { Content = Text(Next(60)) + " end?" });
        var turn = (await ReadAsync())[^1].Id;
        var steps = Next(4);
        for (var i = 0; i <= steps; i++)
        {
            var view = await CallAsync();
            var calls = i == steps ? [] : Enumerable.Range(0, Next(1, 3)).Select(call => new ToolCall($"c{i}_{call}", "bash", "{\"command\":\"ls\"}")).ToList();
            var usage = Next(2) == 0 ? null : new Usage((long)(view.Tokens * (0.5 + (Next(100) / 80.0))), 20, 0);
            if (Next(15) == 0)
            {
                await AppendAsync(new AssistantEntry { Turn = turn, Content = "broken o", Partial = true, Finish = "error" }, new NoticeEntry { Turn = turn, Content = "The turn failed." });
                return;
            }

            await AppendAsync([new AssistantEntry { Turn = turn, Content = Text(Next(40)) + "x", ToolCalls = calls, Context = view.Record, Usage = usage }, .. calls.Select(call => new ToolEntry { Turn = turn, ToolCallId = call.Id, Name = "bash", Content = Text(Next(10) == 0 ? 600 : Next(50)) })]);
        }
    }

    private async Task<EntryRange?> RangeAsync()
    {
        var ends = (await ReadAsync()).Where(entry => entry is AssistantEntry { ToolCalls.Count: 0 }).Select(entry => entry.Id).ToList();
        if (ends.Count < 2)
            return null;
        var last = ends[Next(ends.Count - 1)];
        return new EntryRange(last, last);
    }

    private int Next(int below) => (int)random.Next((uint)below);

    private int Next(int from, int below) => from + Next(below - from);

    private string Text(int words) => string.Join(' ', Enumerable.Range(0, words).Select(_ => Words[Next(Words.Length)]));

    private async Task AppendAsync(params Entry[] entries) => await session.AppendAsync([.. entries.Select(entry => entry with { At = DateTimeOffset.UnixEpoch })], default);
}
