using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Context;

/// <summary>What a provider finds in its cache, turn after turn, with something recalled in each (RULES RE2 to RE4).</summary>
public sealed class CacheMeasureTests
{
    private const int Turns = 400;

    /// <summary>System prompt and tools, which are always the same.</summary>
    private const int Overhead = 1_500;

    private const int BlockTokens = 1_200;

    [Theory]
    [InlineData(8_000, 130)]
    [InlineData(32_000, 400)]
    [InlineData(128_000, 1_600)]
    public void Requests_BeginAsTheOnesBefore_AndJumpRarely(int budget, int letters)
    {
        var (with, without) = (Run(budget, letters, recalls: true), Run(budget, letters, recalls: false));
        Assert.True(with.Same >= 0.95 * with.All, $"{with.Same * 100.0 / with.All:0.0} % of the bytes before the block were as before.");
        Assert.NotEmpty(with.Jumps);
        Assert.All(with.Jumps.Zip(with.Jumps.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 10, $"jumps at {pair.First} and {pair.Second}"));
        Assert.Equal(without.Jumps, with.Jumps);
        TestContext.Current.TestOutputHelper?.WriteLine($"{budget}: {with.Same * 100.0 / with.All:0.0} % as before, a jump in {Turns / with.Jumps.Count} turns");
        // As Anthropic bills: what stands before the last mark that an earlier request wrote is read from the cache.
        foreach (var (turn, (one, other)) in with.Fresh.Zip(without.Fresh).Index())
            Assert.True(one <= other + BlockTokens + (letters / 2), $"turn {turn}: {one} tokens outside the cache, {other} without recall");
    }

    private static (long Same, long All, List<int> Jumps, List<long> Fresh) Run(int budget, int letters, bool recalls)
    {
        var (entries, counter) = (new List<Entry>(), RatioTokenCounter.Instance);
        var (same, all, jumps, fresh, before, from) = (0L, 0L, new List<int>(), new List<long>(), new List<string>(), 0L);
        for (var turn = 1; turn <= Turns; turn++)
        {
            var id = (2 * turn) - 1L;
            entries.Add(new UserEntry { Id = id, Turn = id, At = DateTimeOffset.UnixEpoch, Content = $"{turn} {new string('u', letters)}" });
            var block = recalls ? new ContextQuotation(id, ContextQuotation.Beginning + turn, BlockTokens, [new RecalledPart(1, 0, 0)]) : null;
            var settings = new ContextSettings { MaxTokens = budget, RecallTokens = 1_500, FactsTokens = 400, Overhead = Overhead, Asked = [id], Recalled = block };
            var view = ContextBuilder.Build(entries, settings);
            var messages = view.Messages.Select(ScriptedModel.Write).ToList();
            var cached = messages.TakeWhile((message, i) => i < before.Count && message == before[i]).ToList();
            // A mark stands at the last message before the block; without one, at the end.
            var end = recalls ? messages.FindIndex(message => message.Contains(ContextQuotation.Beginning, StringComparison.Ordinal)) : messages.Count - 1;
            var bytes = (4 * Overhead) + messages.Take(end).Sum(message => message.Length);
            if (turn > 1)
                (same, all) = (same + (4 * Overhead) + cached.Sum(message => message.Length), all + bytes);
            fresh.Add(messages.Skip(cached.Count).Where(message => !message.Contains(ContextQuotation.Beginning, StringComparison.Ordinal)).Sum(message => (long)counter.Count(message)) + (recalls ? BlockTokens : 0));
            if (view.Record.From != from)
                jumps.Add(turn);
            (from, before) = (view.Record.From, recalls ? messages[..end] : messages);
            entries.Add(new AssistantEntry { Id = id + 1, Turn = id, At = DateTimeOffset.UnixEpoch, Content = $"{turn} {new string('a', letters)}", Heard = [id], Answers = [id], Context = view.Record });
        }

        return (same, all, jumps, fresh);
    }
}
