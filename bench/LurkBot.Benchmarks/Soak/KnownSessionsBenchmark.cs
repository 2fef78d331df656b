using System.Globalization;

namespace LurkBot.Benchmarks;

/// <summary>The published gateway with many sessions of a platform on disk: how soon it is ready, and what it takes while nothing happens.</summary>
internal static class KnownSessionsBenchmark
{
    private const int Entries = 50, Starts = 5;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);

    public static async Task RunAsync(string program, string folder)
    {
        Console.WriteLine("| sessions on disk | first start, without a ledger: ready after, s | later starts, median, s | idle, MiB | threads | open files |\n|---|---|---|---|---|---|");
        using var world = new SoakWorld();
        foreach (var sessions in (int[])[10, 10_000, 100_000])
        {
            var home = Path.Combine(folder, sessions.ToString(CultureInfo.InvariantCulture));
            await SoakHome.MakeAsync(home, sessions, Entries);
            var times = new List<double>();
            (double Resident, int Threads, int Files, double Processor) idle = default;
            for (var i = 0; i <= Starts; i++)
            {
                using var gateway = await SoakGateway.StartAsync(program, ["gateway", "start"], home, world, 1000);
                times.Add(gateway.ReadyAfter.TotalSeconds);
                if (i < Starts)
                    continue;
                await Task.Delay(Rest, TimeProvider.System);
                idle = gateway.Look();
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {sessions} | {times[0]:0.00} | {Samples.Median(times.Skip(1)):0.00} | {idle.Resident:0} | {idle.Threads} | {idle.Files} |"));
            Directory.Delete(home, recursive: true);
        }
    }
}
