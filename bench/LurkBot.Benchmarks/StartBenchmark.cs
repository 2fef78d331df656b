using System.Diagnostics;

namespace LurkBot.Benchmarks;

/// <summary><c>sessions list</c> as installed beside an empty .NET program, in turn.</summary>
internal static class StartBenchmark
{
    private const int Rounds = 25;

    public static void Run(string program, string empty, string home)
    {
        var (ours, empties) = (new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            ours.Add(Measure(program, home, "sessions", "list"));
            empties.Add(Measure(empty, home));
        }

        Console.WriteLine("| `sessions list`, ms | empty .NET program, ms | ratio |\n|---|---|---|");
        Console.WriteLine($"| {Samples.Text(Samples.Median(ours))} | {Samples.Text(Samples.Median(empties))} | {Samples.Text(Samples.Median(ours) / Samples.Median(empties))} |");
    }

    private static double Measure(string program, string home, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LURKBOT_HOME"] = home;
        var begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
    }
}
