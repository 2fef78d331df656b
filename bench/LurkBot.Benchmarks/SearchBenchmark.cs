using System.Diagnostics;
using LurkBot.Entries;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary>Search in 1,000 sessions of 100 messages: with an open index, and as a cold process beside <c>--version</c>.</summary>
internal static class SearchBenchmark
{
    private const int Sessions = 1000;
    private const int Entries = 100;
    private const int Rounds = 25;
    private const int WarmRounds = 201;

    private static readonly string[] Words =
        ["time", "house", "build", "the", "of", "and", "message", "garage", "server", "please", "tomorrow", "deploy", "version", "garden", "letter", "window", "paper", "music", "number", "question"];

    private static readonly string[] Chinese = ["天气", "今天", "世界", "你好", "时间", "问题", "花园", "音乐", "明天", "号码"];

    private static readonly (string Name, string Query)[] Queries =
        [("rare word", "xylophone"), ("common word", "garage"), ("two Chinese characters", "花园"), ("substring", "loym"), ("two letters", "xy"), ("two words", "deploy garden")];

    public static async Task RunAsync(string program, string folder)
    {
        await MakeAsync(folder);
        var store = new FileSessionStore(folder, TimeProvider.System);
        using var index = SqliteSessionIndex.Open(store, folder);
        var begin = Stopwatch.GetTimestamp();
        await index.SearchAsync(new SearchQuery("nothing at all"), default);
        var built = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        var size = Directory.GetFiles(folder, SqliteSessionIndex.FileName + "*").Sum(path => new FileInfo(path).Length);
        Console.WriteLine($"Index of {Sessions * Entries} messages: built in {Samples.Text(built)} s, {size / 1024 / 1024} MiB.\n");

        var look = new List<double>();
        for (var i = 0; i < WarmRounds; i++)
        {
            begin = Stopwatch.GetTimestamp();
            await store.ChangesSinceAsync(null, default);
            look.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        Console.WriteLine($"Looking whether one of the {Sessions} files changed, a part of each search: {Samples.Text(Samples.Median(look))} ms.\n");
        Console.WriteLine("| query | warm, ms | plain scan, ms | cold process, ms | against `--version` |\n|---|---|---|---|---|");
        foreach (var (name, words) in Queries)
        {
            var (warm, cold, version) = (new List<double>(), new List<double>(), new List<double>());
            for (var i = 0; i < WarmRounds; i++)
            {
                begin = Stopwatch.GetTimestamp();
                await index.SearchAsync(new SearchQuery(words), default);
                warm.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }

            for (var i = 0; i < Rounds; i++)
            {
                cold.Add(Measure(program, folder, "sessions", "search", words));
                version.Add(Measure(program, folder, "--version"));
            }

            begin = Stopwatch.GetTimestamp();
            await new ScanSearch(store).SearchAsync(new SearchQuery(words), default);
            var scan = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            Console.WriteLine($"| {name} | {Samples.Text(Samples.Median(warm))} | {Samples.Text(scan)} | {Samples.Text(Samples.Median(cold))} | {Samples.Text(Samples.Median(cold) / Samples.Median(version))} |");
        }
    }

    private static async Task MakeAsync(string folder)
    {
        var store = new FileSessionStore(folder, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off });
        var random = new Random(1);
        var at = DateTimeOffset.UnixEpoch.AddYears(56);
        for (var number = 0; number < Sessions; number++)
        {
            await using var session = await store.OpenOrCreateAsync(SessionKey.Create("cli", $"s{number}", SessionType.Main), default);
            await session.AppendAsync(
                [.. Enumerable.Range(0, Entries).Select(i => i % 2 == 0 ? (Entry)new UserEntry { Content = Text(random), At = at.AddSeconds((number * Entries) + i) } : new AssistantEntry { Content = Text(random), At = at.AddSeconds((number * Entries) + i) })],
                default);
        }
    }

    private static string Text(Random random)
    {
        var words = Enumerable.Range(0, random.Next(5, 60)).Select(_ => random.Next(8) == 0 ? Chinese[random.Next(Chinese.Length)] : Words[random.Next(Words.Length)]).ToList();
        if (random.Next(5000) == 0)
            words.Add("xylophone");
        return string.Join(' ', words);
    }

    private static double Measure(string program, string home, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        start.Environment["LURKBOT_HOME"] = home;
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }
}
