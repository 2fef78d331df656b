using System.Diagnostics;
using LurkBot.Interop;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary>One append with its sync, beside a raw write and fdatasync of the same bytes, in turn.</summary>
internal static class AppendBenchmark
{
    private const int Rounds = 2000;

    public static async Task RunAsync(string folder)
    {
        Console.WriteLine("| entries | append + sync, ms | raw write + fdatasync, ms | ratio | against 10 entries |\n|---|---|---|---|---|");
        // Once over without counting: the code is compiled in its final form only after some calls.
        var scratch = Directory.CreateDirectory(Path.Combine(folder, "scratch")).FullName;
        for (var i = 0; i < 3; i++)
            await MeasureAsync(scratch, 1);
        var first = 0.0;
        foreach (var size in (int[])[10, 100, 1000, 10_000, 100_000])
        {
            await Samples.MakeAsync(folder, size);
            var (ours, raw) = await MeasureAsync(folder, size);
            var ratio = ours / raw;
            first = first == 0 ? ratio : first;
            Console.WriteLine($"| {size} | {Samples.Text(ours)} | {Samples.Text(raw)} | {Samples.Text(ratio)} | {Samples.Text(ratio / first)} |");
        }
    }

    private static async Task<(double Ours, double Raw)> MeasureAsync(string folder, int size)
    {
        await using var session = await new FileSessionStore(folder, TimeProvider.System).OpenOrCreateAsync(Samples.Key(size), default);
        var document = Path.Combine(folder, "sessions", SessionFileName.For(Samples.Key(size)));
        using var rawFile = File.OpenHandle(Path.Combine(folder, $"raw-{size}"), FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.Write(rawFile, new byte[new FileInfo(document).Length], 0);
        RandomAccess.FlushToDisk(rawFile);
        var (ours, raws) = (new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            var before = new FileInfo(document).Length;
            var start = Stopwatch.GetTimestamp();
            await session.AppendAsync([Samples.Entry(size + i)], default);
            ours.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);

            // The same bytes: the entry and a trailer over the last one.
            var grown = new FileInfo(document).Length - before;
            var bytes = new byte[grown + 130];
            var offset = RandomAccess.GetLength(rawFile) - 130;
            start = Stopwatch.GetTimestamp();
            RandomAccess.Write(rawFile, bytes, offset);
            if (LibC.DataSync((int)rawFile.DangerousGetHandle()) != 0)
                throw new IOException("fdatasync failed.");
            raws.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return (Samples.Median(ours.Skip(Rounds / 10)), Samples.Median(raws.Skip(Rounds / 10)));
    }
}
