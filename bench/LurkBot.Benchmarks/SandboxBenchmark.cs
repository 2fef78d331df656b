using System.Diagnostics;
using LurkBot.Configuration;
using LurkBot.Sandboxes;

namespace LurkBot.Benchmarks;

/// <summary>One command that does nothing, in each sandbox that is here and beside it.</summary>
internal static class SandboxBenchmark
{
    private const int Together = 4;

    /// <summary>Measures bubblewrap; and containers, if <c>LURKBOT_SANDBOX_IMAGE</c> names an image that an engine has.</summary>
    public static async Task RunAsync(string folder)
    {
        Console.WriteLine("| backend | limits by | `true` in the sandbox, ms | `sh -c true` without, ms | 4 at a time, ms for all | first command with the trial from inside, ms |\n|---|---|---|---|---|---|");
        await MeasureAsync(folder, SandboxBackend.Bubblewrap, image: null, network: false, rounds: 200);
        await MeasureAsync(folder, SandboxBackend.Bubblewrap, image: null, network: true, rounds: 100);
        if (Environment.GetEnvironmentVariable("LURKBOT_SANDBOX_IMAGE") is { Length: > 0 } image)
            await MeasureAsync(folder, SandboxBackend.Docker, image, network: false, rounds: 40);
    }

    private static async Task MeasureAsync(string folder, SandboxBackend backend, string? image, bool network, int rounds)
    {
        var options = new LurkBotOptions { Home = folder };
        (options.Sandbox.Backend, options.Sandbox.Image, options.Sandbox.Network) = (backend, image, network);
        using var sandbox = SandboxBackends.Create(options, TimeProvider.System);
        var proof = Stopwatch.GetTimestamp();
        try
        {
            await RunAsync(sandbox, folder, network, 0);
        }
        catch (SandboxException e)
        {
            await Console.Error.WriteLineAsync($"{backend} is not measured: {e.Message}");
            return;
        }

        var first = Stopwatch.GetElapsedTime(proof).TotalMilliseconds;
        for (var i = 0; i < rounds / 4; i++)
            await RunAsync(sandbox, folder, network, 0);

        var (alone, plain, together) = (new List<double>(), new List<double>(), new List<double>());
        for (var i = 0; i < rounds; i++)
        {
            alone.Add(await MeasureAsync(() => RunAsync(sandbox, folder, network, 0)));
            plain.Add(await MeasureAsync(PlainAsync));
        }

        for (var i = 0; i < rounds / Together; i++)
            together.Add(await MeasureAsync(() => Task.WhenAll(Enumerable.Range(0, Together).Select(number => RunAsync(sandbox, folder, network, number)))));

        Console.WriteLine($"| {sandbox.Name}{(network ? " with the internet" : "")} | {sandbox.Holders[0].Mechanism} | {Samples.Text(Samples.Median(alone))} | {Samples.Text(Samples.Median(plain))} | {Samples.Text(Samples.Median(together))} | {Samples.Text(first)} |");
    }

    private static Task<SandboxResult> RunAsync(AttestedSandbox sandbox, string folder, bool network, int number) =>
        sandbox.RunAsync(new SandboxCommand { Script = "true", Workspace = Path.Combine(folder, "workspaces", $"bench{number}"), Limits = new SandboxLimits { Network = network } }, CancellationToken.None);

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
