using System.Diagnostics;
using System.Globalization;
using LurkBot.Channels;
using LurkBot.Cli.Composition;
using LurkBot.Doors;
using LurkBot.Gateway;

namespace LurkBot.Benchmarks;

/// <summary>The gateway in a process of its own: as the program runs it, but for the platform's limits where they are off.</summary>
internal sealed class SoakGateway : IDisposable
{
    private readonly Process process;

    private SoakGateway(Process process) => this.process = process;

    /// <summary>The time from the start of the process to its "Ready.".</summary>
    public TimeSpan ReadyAfter { get; private init; }

    /// <summary>Runs the gateway in this process, without the platform's limits, until it is stopped.</summary>
    public static async Task RunAsync()
    {
        var host = Host.Create(static _ => { });
        var platforms = new GatewayPlatforms(
            loggers => [TelegramChannel.Create(host.Options.Of<ChannelsOptions>().For(Platforms.Telegram), TelegramRendering.Html, host.Time, loggers, new TelegramTimes { KeepsPace = false })],
            () => Platforms.OpenLedger(host))
        {
            IsAny = true,
        };
        var view = new GatewayView("soak", LogsToConsole: false, static _ => Console.WriteLine("Ready."), static (_, _) => { });
        await GatewayServer.RunAsync(host.Services, host.Options.Of<GatewayOptions>(), platforms, view, CancellationToken.None);
    }

    /// <summary>Starts a gateway and waits until it is ready.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="home">The home.</param>
    /// <param name="world">The platform and the model.</param>
    /// <param name="people">How many people may write.</param>
    public static async Task<SoakGateway> StartAsync(string program, string[] arguments, string home, SoakWorld world, int people)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
        [
            ("LURKBOT_HOME", home), ("LURKBOT_GATEWAY_LISTEN", $"unix:{Path.Combine(home, "g.sock")}"), ("LURKBOT_DEFAULT_MODEL", "openai/m"), ("LURKBOT_OPENAI_API_KEY", "k"),
            ("LURKBOT_OPENAI_BASE_URL", new Uri(world.Model, "v1").ToString()), ("LURKBOT_TELEGRAM__BOT_TOKEN", "7:soak"), ("LURKBOT_TELEGRAM__BASE_URL", world.Platform.ToString()),
            ("LURKBOT_TELEGRAM__ALLOWLIST", string.Join(',', Enumerable.Range(0, people).Select(static i => (SoakHome.FirstPerson + i).ToString(CultureInfo.InvariantCulture)))),
        ])
            start.Environment[name] = value;
        var began = Stopwatch.GetTimestamp();
        var started = Process.Start(start)!;
        while (await started.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("Ready.", StringComparison.Ordinal))
                continue;
            var ready = Stopwatch.GetElapsedTime(began);
            _ = started.StandardOutput.ReadToEndAsync();
            return new SoakGateway(started) { ReadyAfter = ready };
        }

        throw new InvalidOperationException("The gateway did not become ready.");
    }

    /// <summary>What the process takes now: resident MiB, threads, open files, and seconds of processor time so far.</summary>
    public (double Resident, int Threads, int Files, double Processor) Look()
    {
        process.Refresh();
        return (process.WorkingSet64 / 1024.0 / 1024, process.Threads.Count, Directory.GetFileSystemEntries($"/proc/{process.Id}/fd").Length, process.TotalProcessorTime.TotalSeconds);
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
