using System.Diagnostics;
using System.Globalization;
using LurkBot.Entries;
using LurkBot.Recall;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary>How long recalling takes with an open index: short and long queries, one long session and many short ones, and a message that was just appended.</summary>
internal static class RecallSpeedBenchmark
{
    private const int Queries = 400;
    private const int Batch = 10_000;

    public static async Task RunAsync(string folder)
    {
        Console.WriteLine("| sessions | words of the query | median, ms | p99, ms | with two new messages: median, ms | p99, ms | found | index built in, s | index, MiB |\n|---|---|---|---|---|---|---|---|---|");
        foreach (var (sessions, messages) in ((int, int)[])[(1, 100_000), (1_000, 100)])
        {
            var home = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{sessions}"));
            var store = new FileSessionStore(home, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off });
            var text = new RandomTalk(1);
            for (var number = 0; number < sessions; number++)
            {
                await using var session = await store.OpenOrCreateAsync(Key(number), default);
                for (var i = 0; i < messages; i += Batch)
                    await session.AppendAsync([.. Enumerable.Range(i, Math.Min(Batch, messages - i)).Select(place => Say(text, place))], default);
            }

            using var index = SqliteSessionIndex.Open(store, home);
            var begin = Stopwatch.GetTimestamp();
            await index.SearchAsync(new("nothing at all"), default);
            var built = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            var size = Directory.GetFiles(home, SqliteSessionIndex.FileName + "*").Sum(path => new FileInfo(path).Length);
            foreach (var words in (int[])[5, 60])
                await MeasureAsync(store, index, text, sessions, messages, words, built, size);
        }
    }

    private static async Task MeasureAsync(FileSessionStore store, SqliteSessionIndex index, RandomTalk text, int sessions, int messages, int words, double built, long size)
    {
        var (times, first, found) = (new List<double>(), new List<double>(), 0L);
        for (var i = 0; i < Queries + 20; i++)
        {
            await using var session = (await store.OpenAsync(Key(i * 7 % sessions), default))!;
            // As in a turn: the last reply and the message that is answered are new.
            var appended = await session.AppendAsync([Say(text, messages + 1), Say(text, messages)], default);
            var query = new RecallQuery(text.Words(words), "", appended[^1].Id, appended[^1].At, TimeZoneInfo.Utc);
            var (fresh, _) = await TimeAsync(index, session, query);
            var (time, hits) = await TimeAsync(index, session, query);
            // The first ones are compiled.
            if (i < 20)
                continue;
            first.Add(fresh);
            times.Add(time);
            found += hits;
        }

        times.Sort();
        first.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {sessions:#,0} of {messages:#,0} messages | {words} | {times[times.Count / 2]:0.00} | {times[times.Count * 99 / 100]:0.00} | {first[first.Count / 2]:0.00} | {first[first.Count * 99 / 100]:0.00} | {(double)found / Queries:0} | {built:0.0} | {size / 1024 / 1024} |"));
    }

    private static async Task<(double Time, int Found)> TimeAsync(SqliteSessionIndex index, IStoredSession session, RecallQuery query)
    {
        var begin = Stopwatch.GetTimestamp();
        var hits = await index.FindAsync(session, query, default);
        return (Stopwatch.GetElapsedTime(begin).TotalMilliseconds, hits.Count);
    }

    private static SessionKey Key(int number) => SessionKey.Create("cli", $"s{number}", SessionType.Main);

    private static Entry Say(RandomTalk text, int place)
    {
        var at = DateTimeOffset.UnixEpoch.AddYears(55).AddMinutes(place);
        return place % 2 == 0 ? new UserEntry { Content = text.Message(), At = at } : new AssistantEntry { Content = text.Message(), At = at };
    }
}
