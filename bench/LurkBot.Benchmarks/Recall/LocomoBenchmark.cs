using System.Globalization;
using System.Text.Json;
using LurkBot.Context;
using LurkBot.Import;
using LurkBot.Recall;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary>How often search and recall find all evidence for a question, asked as it is, in a folder of long conversations (LoCoMo's).</summary>
internal static class LocomoBenchmark
{
    private static readonly int[] Depths = [1, 5, 10, 20];

    public static async Task RunAsync(string folder, int most)
    {
        using var questions = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "questions.json")));
        var byConversation = questions.RootElement.EnumerateArray().GroupBy(question => question.GetProperty("cid").GetString()!, StringComparer.Ordinal);
        var (search, recall, total, quiet, talk) = (new FoundEvidence(Depths), new FoundEvidence(Depths), 0, 0, 0);
        var (unrelated, untouched, quoted) = (0, 0, 0);
        var requests = RequestedEvidence.All();
        foreach (var conversation in byConversation.OrderBy(group => group.Key, StringComparer.Ordinal).Take(most))
        {
            var home = Directory.CreateTempSubdirectory("lurkbot-locomo-");
            try
            {
                var store = new FileSessionStore(home.FullName, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off });
                var key = await ImportAsync(store, Path.Combine(folder, conversation.Key + ".json"));
                using var index = SqliteSessionIndex.Open(store, home.FullName);
                await using var session = (await store.OpenAsync(key, default))!;
                var messages = (await session.ReadAllAsync(default)).Where(entry => entry.IsMessage).ToList();
                foreach (var question in conversation)
                {
                    var text = question.GetProperty("q").GetString()!;
                    // The folder counts messages from zero.
                    var evidence = question.GetProperty("ev").EnumerateArray().Select(id => messages[id.GetInt32()].Id).ToList();
                    var category = question.GetProperty("cat").GetInt32();
                    var found = await index.SearchAsync(new SearchQuery(text) { Limit = Depths[^1], At = messages[^1].At }, default);
                    search.Add(category, evidence, [.. found.Hits.Select(hit => hit.EntryId)]);
                    var recalled = await index.FindAsync(session, new RecallQuery(text, "", messages[^1].Id + 1, messages[^1].At, TimeZoneInfo.Utc), default);
                    recall.Add(category, evidence, [.. recalled.Select(hit => hit.Id)]);
                    total++;
                }

                foreach (var text in SmallTalk.Messages)
                {
                    talk++;
                    var exchange = $"{messages[^2].Content}\n{messages[^1].Content}";
                    if ((await index.FindAsync(session, new RecallQuery(text, exchange, messages[^1].Id + 1, messages[^1].At, TimeZoneInfo.Utc), default)).Count == 0)
                        quiet++;
                }

                foreach (var text in UnrelatedQuestions.Messages)
                {
                    unrelated++;
                    var hits = await index.FindAsync(session, new RecallQuery(text, $"{messages[^2].Content}\n{messages[^1].Content}", messages[^1].Id + 1, messages[^1].At, TimeZoneInfo.Utc), default);
                    var chosen = RecallSelection.Choose(hits, new HashSet<long>(), text, 1_500, TimeZoneInfo.Utc, RatioTokenCounter.Instance);
                    (untouched, quoted) = (untouched + (chosen.Count == 0 ? 1 : 0), quoted + chosen.Count);
                }

                // Each question is asked in the session, and taken back.
                foreach (var question in conversation)
                {
                    var evidence = question.GetProperty("ev").EnumerateArray().Select(id => messages[id.GetInt32()].Id).ToList();
                    foreach (var request in requests)
                        await request.AddAsync(session, index, question.GetProperty("q").GetString()!, evidence, messages[^1].At);
                }
            }
            finally
            {
                home.Delete(recursive: true);
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"All evidence among the first messages, {total} questions as they are:\n"));
        Console.WriteLine("| | 1 | 5 | 10 | 20 | at 10 by category |\n|---|---|---|---|---|---|");
        Console.WriteLine($"| search | {search} |\n| recall | {recall} |");
        Console.WriteLine("\nAll evidence in the request:\n\n| strategy | budget | without recall | with recall | tokens of the block | ms to recall, median | p99 |\n|---|---|---|---|---|---|---|");
        foreach (var request in requests)
            Console.WriteLine(request);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nSmall talk that recalls nothing: {100.0 * quiet / talk:0.0} %."));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Unrelated questions that recall nothing: {100.0 * untouched / unrelated:0.0} %; messages recalled for one: {(double)quoted / unrelated:0.0}."));
    }

    private static async Task<SessionKey> ImportAsync(FileSessionStore store, string file)
    {
        await foreach (var step in new SessionImporter(store, new ImportOptions()).ImportAsync([file], default))
        {
            if (step.Key is null)
                throw new InvalidDataException($"{file}: {step.Message}");
        }

        return (await store.ListAsync(default)).Sessions.Single().Key;
    }
}
