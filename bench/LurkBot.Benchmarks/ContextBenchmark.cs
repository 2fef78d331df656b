using System.Diagnostics;
using System.Globalization;
using LurkBot.Compaction;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary>The next context of a session with 10,000 entries, and its compaction without a model.</summary>
internal static class ContextBenchmark
{
    private const int Entries = 10_000;
    private const int Rounds = 301;

    /// <summary>Prints the figures.</summary>
    /// <param name="folder">An empty folder.</param>
    public static async Task RunAsync(string folder)
    {
        var store = new FileSessionStore(folder, TimeProvider.System);
        var settings = new ContextSettings { MaxTokens = 32_000 };
        await using var session = await store.OpenOrCreateAsync(SessionKey.Parse("cli:context:main"), default);
        var text = string.Join(' ', Enumerable.Repeat("what was said about /srv/data/report.pdf and 12 kg", 6));
        var batch = new List<Entry>();
        for (var id = 1; id <= Entries; id += 2)
        {
            batch.Add(new UserEntry { Turn = id, Content = text });
            batch.Add(new AssistantEntry { Turn = id, Content = text });
        }

        await session.AppendAsync(batch, default);
        var first = ContextBuilder.Build(await ContextReader.ReadAsync(session, settings, default), settings);
        await session.AppendAsync([new UserEntry { Turn = Entries + 1, Content = text }, new AssistantEntry { Turn = Entries + 1, Content = text, Context = first.Record }], default);
        var times = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            ContextBuilder.Build(await ContextReader.ReadAsync(session, settings, default), settings);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        Print($"next context of {Entries} entries, {first.Messages.Count} messages shown: first call in the process", times[0]);
        Print("the same, warm (median)", times.Skip(times.Count / 2).Order().ElementAt(times.Count / 4));
        var compaction = Stopwatch.GetTimestamp();
        var compactor = new SessionCompactor(client: null, new CompactionSettings { Context = settings }, TimeProvider.System);
        var done = await compactor.RunAsync(session, new CompactionRequest(CompactionTrigger.Growth, "bench", "none", new TurnLeaseRequest("bench", TimeSpan.Zero)), default);
        Print($"compaction of {Entries} entries without a model ({done.Outcome})", Stopwatch.GetElapsedTime(compaction).TotalMilliseconds);
    }

    private static void Print(string what, double milliseconds) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {milliseconds:0.000} |"));
}
