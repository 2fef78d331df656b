using System.Diagnostics;
using System.Globalization;

namespace LurkBot.Benchmarks;

/// <summary>
/// A thousand direct chats with a history each over sockets: first as many messages as the gateway can take, then ten from each, at random times, at half that rate.
/// </summary>
internal static class SoakBenchmark
{
    private const int Sessions = 1000, Messages = 10, Entries = 50, AtOnce = 100, Warm = 500, Full = 3000;

    public static async Task RunAsync(string folder)
    {
        await SoakHome.MakeAsync(folder, Sessions, Entries);
        using var world = new SoakWorld();
        using var gateway = await SoakGateway.StartAsync(Environment.ProcessPath!, ["soak-gateway"], folder, world, Sessions);
        var mark = 0;
        await FillAsync(Warm);
        var highest = await FillAsync(Full);
        var rate = highest / 2;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Highest rate sustained, {AtOnce} messages at once: {highest:0} a second. Then {Sessions} × {Messages} messages at random times, {rate:0} a second.\n"));
        Console.WriteLine("| messages | arrival to model: p50, p99, ms | reply to platform: p50, p99, ms | resident, MiB | threads | open files | processor, ms a message |\n|---|---|---|---|---|---|---|");
        var random = new Random(17);
        var all = new List<SoakMessage>();
        var (clock, due) = (Stopwatch.StartNew(), 0.0);
        for (var tenth = 0; tenth < Messages; tenth++)
        {
            var before = gateway.Look();
            var open = new List<Task<SoakMessage>>(Sessions);
            for (var i = 0; i < Sessions; i++)
            {
                due += -Math.Log(1 - random.NextDouble()) / rate;
                if (due - clock.Elapsed.TotalSeconds is > 0.001 and var wait)
                    await Task.Delay(TimeSpan.FromSeconds(wait), TimeProvider.System);
                open.Add(world.SayAsync(SoakHome.FirstPerson + i, ++mark));
            }

            var done = await Task.WhenAll(open);
            all.AddRange(done);
            Print(string.Create(CultureInfo.InvariantCulture, $"{(tenth * Sessions) + 1} to {(tenth + 1) * Sessions}"), done, gateway.Look(), gateway.Look().Processor - before.Processor);
            // What waited for this look is not made up for.
            due = Math.Max(due, clock.Elapsed.TotalSeconds);
        }

        Print("all", all, gateway.Look(), null);

        async Task<double> FillAsync(int count)
        {
            var (began, next, last) = (Stopwatch.GetTimestamp(), 0, mark);
            mark += count;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                while (Interlocked.Increment(ref next) is var number && number <= count)
                    await world.SayAsync(SoakHome.FirstPerson + (number % Sessions), last + number);
            }));
            return count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        }
    }

    private static void Print(string which, IReadOnlyCollection<SoakMessage> messages, (double Resident, int Threads, int Files, double Processor) look, double? processor)
    {
        var (toModel, toPlatform) = (messages.Select(message => message.ToModel).Order().ToList(), messages.Select(message => message.ToPlatform).Order().ToList());
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {which} | {At(toModel, 50):0.0}, {At(toModel, 99):0.0} | {At(toPlatform, 50):0.0}, {At(toPlatform, 99):0.0} | {look.Resident:0} | {look.Threads} | {look.Files} | {(processor is { } seconds ? (1000 * seconds / messages.Count).ToString("0.0", CultureInfo.InvariantCulture) : "")} |"));
    }

    private static double At(List<double> sorted, int percent) => sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];
}
