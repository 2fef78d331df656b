using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Benchmarks;

/// <summary><c>sessions list</c> as a cold process over folders of growing size, with at most 1,024 open files.</summary>
internal static partial class ListBenchmark
{
    private const int Rounds = 9;

    public static async Task RunAsync(string program, string folder)
    {
        Console.WriteLine("| sessions | `sessions list`, ms | against 10 | peak memory, MiB | listed |\n|---|---|---|---|---|");
        var first = 0.0;
        foreach (var size in (int[])[10, 1000, 10_000, 100_000])
        {
            var home = Path.Combine(folder, size.ToString(CultureInfo.InvariantCulture));
            await MakeAsync(home, size);
            var (times, listed) = (new List<double>(), 0);
            for (var i = 0; i < Rounds; i++)
            {
                var (milliseconds, lines) = Measure(program, home);
                times.Add(milliseconds);
                listed = lines;
            }

            var median = Samples.Median(times);
            first = first == 0 ? median : first;
            Console.WriteLine($"| {size} | {Samples.Text(median)} | {Samples.Text(median / first)} | {PeakOfChildren()} | {listed} |");
        }
    }

    /// <summary>One session through the store, the others as its copies: making them one by one would sync each.</summary>
    private static async Task MakeAsync(string home, int size)
    {
        var store = new FileSessionStore(home, TimeProvider.System);
        var key = SessionKey.Parse("cli:s0:main");
        await using (var session = await store.OpenOrCreateAsync(key, default))
            await session.AppendAsync([Samples.Entry(1), new AssistantEntry { Content = "Noted.", Model = "offline", At = DateTimeOffset.UnixEpoch.AddYears(56) }], default);
        var document = await File.ReadAllTextAsync(Path.Combine(store.Folder, SessionFileName.For(key)));
        for (var i = 1; i < size; i++)
        {
            var name = $"s{i}";
            await File.WriteAllTextAsync(
                Path.Combine(store.Folder, SessionFileName.For(SessionKey.Create("cli", name, SessionType.Main))),
                document.Replace("cli:s0:main", $"cli:{name}:main", StringComparison.Ordinal).Replace("\"s0\"", $"\"{name}\"", StringComparison.Ordinal));
        }
    }

    private static (double Milliseconds, int Lines) Measure(string program, string home)
    {
        var start = new ProcessStartInfo("sh") { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in (string[])["-c", "ulimit -n 1024; exec \"$0\" sessions list", program])
            start.ArgumentList.Add(argument);
        start.Environment["LURKBOT_HOME"] = home;
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (Stopwatch.GetElapsedTime(begin).TotalMilliseconds, text.Split('\n').Count(line => line.StartsWith("  cli:", StringComparison.Ordinal)));
    }

    /// <summary>The largest of all children so far, and the folders grow: ru_maxrss of getrusage(2), kilobytes on Linux.</summary>
    private static long PeakOfChildren()
    {
        const int Children = -1;
        const int PeakOffset = 32;
        var usage = new byte[144];
        return GetUsage(Children, usage) == 0 ? BinaryPrimitives.ReadInt64LittleEndian(usage.AsSpan(PeakOffset)) / 1024 : 0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetUsage(int who, byte[] usage);
}
