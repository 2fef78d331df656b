using System.Globalization;
using LurkBot.Entries;
using LurkBot.Recall;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary>How often search and recall find the answer in generated conversations of three languages, and how often small talk recalls nothing in them.</summary>
internal static class GeneratedBenchmark
{
    private const int Seeds = 5;
    private static readonly int[] Depths = [1, 5, 10, 20];

    public static async Task RunAsync()
    {
        Console.WriteLine("| | 1 | 5 | 10 | 20 | at 10: direct, then two paraphrases | small talk that recalls nothing |\n|---|---|---|---|---|---|---|");
        foreach (var language in GeneratedTalk.AllLanguages)
        {
            var (search, recall, quiet, talk) = (new FoundEvidence(Depths), new FoundEvidence(Depths), 0, 0);
            for (var seed = 0; seed < Seeds; seed++)
            {
                var store = new MemorySessionStore(TimeProvider.System);
                var (key, made, at) = (SessionKey.Create("cli", "generated", SessionType.Main), new GeneratedTalk(language, seed), DateTimeOffset.UnixEpoch.AddYears(55));
                await using var session = await store.OpenOrCreateAsync(key, default);
                var entries = await session.AppendAsync([.. made.Messages.Select((text, i) => i % 2 == 0 ? (Entry)new UserEntry { Content = text, At = at.AddHours(i) } : new AssistantEntry { Content = text, At = at.AddHours(i) })], default);
                using var index = SqliteSessionIndex.InMemory(store);
                foreach (var (text, answer, kind) in made.Questions)
                {
                    search.Add(kind, [entries[answer].Id], [.. (await index.SearchAsync(new SearchQuery(text), default)).Hits.Select(hit => hit.EntryId)]);
                    recall.Add(kind, [entries[answer].Id], [.. (await FindAsync(index, session, text, "", entries)).Select(hit => hit.Id)]);
                }

                foreach (var text in SmallTalk.Messages)
                {
                    talk++;
                    if ((await FindAsync(index, session, text, $"{made.Messages[^2]}\n{made.Messages[^1]}", entries)).Count == 0)
                        quiet++;
                }
            }

            Console.WriteLine($"| {language}, search | {search} | |");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {language}, recall | {recall} | {100.0 * quiet / talk:0.0} % |"));
        }
    }

    private static ValueTask<IReadOnlyList<RecallHit>> FindAsync(SqliteSessionIndex index, IStoredSession session, string text, string exchange, IReadOnlyList<Entry> entries) =>
        index.FindAsync(session, new RecallQuery(text, exchange, entries[^1].Id + 1, entries[^1].At, TimeZoneInfo.Utc), default);
}
