using System.Diagnostics;
using System.Globalization;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Recall;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary>How often the request for a question holds all evidence, word for word, within a budget.</summary>
internal sealed class RequestedEvidence(ContextStrategy strategy, int budget)
{
    private readonly List<double> milliseconds = [];
    private int questions, without, with;
    private long tokens, blocks;

    /// <summary>Each strategy with each budget; the largest is the default, which holds all.</summary>
    public static IReadOnlyList<RequestedEvidence> All() => [.. from strategy in Enum.GetValues<ContextStrategy>() from budget in (int[])[8_000, 32_000, 128_000] select new RequestedEvidence(strategy, budget)];

    public async Task AddAsync(IStoredSession session, IRecallIndex index, string question, IReadOnlyList<long> evidence, DateTimeOffset at)
    {
        var settings = new ContextSettings { Strategy = strategy, MaxTokens = budget, RecallTokens = 1_500, FactsTokens = 400, Zone = TimeZoneInfo.Utc };
        var asked = (UserEntry)(await session.AppendAsync([new UserEntry { At = at, Content = question, Accepted = "bench" }], default))[0];
        var began = Stopwatch.GetTimestamp();
        var recalled = await new TurnRecall(index, TimeZoneInfo.Utc).ChooseAsync(session, [asked], settings, default);
        milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        settings = settings with { Asked = [asked.Id], Recalled = recalled };
        var view = ContextBuilder.Build(await ContextReader.ReadAsync(session, settings, default), settings);
        if (view.Tokens > budget)
            throw new InvalidOperationException($"The request takes {view.Tokens} of {budget} tokens.");
        var quoted = recalled?.Parts.Where(part => part.Length == 0).Select(part => part.Entry).ToHashSet() ?? [];
        questions++;
        without += evidence.All(view.Shown.Contains) ? 1 : 0;
        with += evidence.All(id => view.Shown.Contains(id) || quoted.Contains(id)) ? 1 : 0;
        (tokens, blocks) = (tokens + (recalled?.Tokens ?? 0), blocks + (recalled is null ? 0 : 1));
        await session.AppendAsync([new UndoEntry { Undoes = asked.Id, At = at }], default);
    }

    public override string ToString()
    {
        milliseconds.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"| {strategy.ToString().ToLowerInvariant()} | {budget} | {without * 100.0 / questions:0.0} % | {with * 100.0 / questions:0.0} % | {(blocks == 0 ? 0 : tokens / blocks)} | {milliseconds[milliseconds.Count / 2]:0.0} | {milliseconds[milliseconds.Count * 99 / 100]:0.0} |");
    }
}
