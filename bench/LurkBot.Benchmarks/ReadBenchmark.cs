using System.Diagnostics;
using System.Globalization;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary>The newest 100 entries: the first call of a process, and warm.</summary>
internal static class ReadBenchmark
{
    private static readonly int[] Sizes = [1000, 100_000];

    public static async Task RunAsync(string folder)
    {
        foreach (var size in Sizes)
            await Samples.MakeAsync(folder, size);
        var firsts = Sizes.ToDictionary(size => size, _ => new List<double>());
        for (var i = 0; i < 15; i++)
        {
            foreach (var size in Sizes)
                firsts[size].Add(StartFirst(folder, size));
        }

        Console.WriteLine("| entries | first call in the process, ms | warm, ms |\n|---|---|---|");
        var warm = await WarmAsync(folder);
        foreach (var size in Sizes)
            Console.WriteLine($"| {size} | {Samples.Text(Samples.Median(firsts[size]))} | {Samples.Text(warm[size])} |");
    }

    public static async Task FirstReadAsync(string folder, int size)
    {
        var start = Stopwatch.GetTimestamp();
        await using var session = await new FileSessionStore(folder, TimeProvider.System).OpenAsync(Samples.Key(size), default);
        var entries = await session!.ReadNewestAsync(100, default);
        var elapsed = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        Console.WriteLine(entries.Count == 100 ? elapsed.ToString(CultureInfo.InvariantCulture) : "wrong");
    }

    private static double StartFirst(string folder, int size)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])["first-read", folder, size.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(text, CultureInfo.InvariantCulture);
    }

    private static async Task<Dictionary<int, double>> WarmAsync(string folder)
    {
        var store = new FileSessionStore(folder, TimeProvider.System);
        await using var small = await store.OpenAsync(Samples.Key(Sizes[0]), default);
        await using var large = await store.OpenAsync(Samples.Key(Sizes[1]), default);
        var times = Sizes.ToDictionary(size => size, _ => new List<double>());
        for (var i = 0; i < 20_000; i++)
        {
            foreach (var (size, session) in new[] { (Sizes[0], small), (Sizes[1], large) })
            {
                var start = Stopwatch.GetTimestamp();
                await session!.ReadNewestAsync(100, default);
                times[size].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        return Sizes.ToDictionary(size => size, size => Samples.Median(times[size].Skip(10_000)));
    }
}
