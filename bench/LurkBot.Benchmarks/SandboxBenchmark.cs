using System.Diagnostics;
using LurkBot.Configuration;
using LurkBot.Sandboxes;

namespace LurkBot.Benchmarks;

/// <summary>One command that does nothing, in the sandbox and beside it.</summary>
internal static class SandboxBenchmark
{
    private const int Rounds = 200;
    private const int Together = 4;

    public static async Task RunAsync(string folder)
    {
        var options = new LurkBotOptions { Home = folder };
        using var sandbox = SandboxBackends.Create(options, TimeProvider.System);
        var proof = Stopwatch.GetTimestamp();
        await RunAsync(sandbox, folder, 0);
        var first = Stopwatch.GetElapsedTime(proof).TotalMilliseconds;
        for (var i = 0; i < Rounds / 4; i++)
            await RunAsync(sandbox, folder, 0);

        var (alone, plain, together) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < Rounds; i++)
        {
            alone.Add(await MeasureAsync(() => RunAsync(sandbox, folder, 0)));
            plain.Add(await MeasureAsync(PlainAsync));
        }

        for (var i = 0; i < Rounds / Together; i++)
            together.Add(await MeasureAsync(() => Task.WhenAll(Enumerable.Range(0, Together).Select(number => RunAsync(sandbox, folder, number)))));

        Console.WriteLine("| backend | limits by | `true` in the sandbox, ms | `sh -c true` without, ms | 4 at a time, ms for all | first command with the trial from inside, ms |\n|---|---|---|---|---|---|");
        Console.WriteLine($"| {sandbox.Name} | {sandbox.Holders[0].Mechanism} | {Samples.Text(Samples.Median(alone))} | {Samples.Text(Samples.Median(plain))} | {Samples.Text(Samples.Median(together))} | {Samples.Text(first)} |");
    }

    private static Task<SandboxResult> RunAsync(AttestedSandbox sandbox, string folder, int number) =>
        sandbox.RunAsync(new SandboxCommand { Script = "true", Workspace = Path.Combine(folder, "workspaces", $"bench{number}"), Limits = new SandboxLimits() }, CancellationToken.None);

    private static async Task PlainAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "true"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        await process.WaitForExitAsync();
    }

    private static async Task<double> MeasureAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
