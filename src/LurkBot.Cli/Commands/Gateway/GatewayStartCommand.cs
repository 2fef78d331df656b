using System.CommandLine;
using System.Globalization;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Remote;
using LurkBot.Doors;
using LurkBot.Gateway;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot gateway start</c>: in the foreground, or as a process of its own.</summary>
internal static class GatewayStartCommand
{
    public static Command Create()
    {
        var daemon = new FlagOption("--daemon", "Run in the background, and return once the gateway is ready.");
        var detached = new FlagOption(GatewayDaemon.Detached, "Used by --daemon: variables come on the input.") { Hidden = true };
        var command = new Command("start", "Run the gateway until Ctrl-C or a SIGTERM.") { daemon, detached };
        command.SetAction((result, cancellationToken) => daemon.In(result) ? GatewayDaemon.StartAsync(cancellationToken) : RunAsync(detached.In(result), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(bool isDetached, CancellationToken cancellationToken)
    {
        if (isDetached)
            GatewayDaemon.Begin();
        var host = Host.Create(Warnings.Write);
        if (!host.Options.Sessions.Persistence)
            Warnings.Write("Persistence is off: sessions are in memory, and are gone when the gateway stops.");
        foreach (var name in Platforms.Names)
        {
            if (Platforms.FindMissing(host, name) is { } missing)
                Warnings.Write($"{name} is {missing}");
        }

        var view = new GatewayView(
            GatewayClient.Version,
            LogsToConsole: !isDetached,
            addresses =>
            {
                foreach (var address in addresses)
                    Console.WriteLine($"Listening on {TerminalText.Sanitize(address)}");
                Console.WriteLine("Ready. Ctrl-C stops the gateway; turns under way may end first.");
                if (isDetached)
                    GatewayDaemon.Detach(host.Options.Home);
            },
            (turns, drain) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Stopping. Waiting up to {drain.TotalSeconds:0} s for {Turns(turns)}; Ctrl-C again ends at once.")));
        var outcome = await GatewayServer.RunAsync(host.Services, host.Options.Of<GatewayOptions>(), Platforms.Of(host), view, cancellationToken);
        Console.WriteLine(Stopped(outcome.Finished, outcome.Left));
        return ExitCodes.Success;
    }

    /// <summary>What became of the turns, for people.</summary>
    internal static string Stopped(int finished, int left) => (finished, left) switch
    {
        (0, 0) => "Stopped.",
        (_, 0) => $"Stopped. Finished: {Turns(finished)}.",
        (0, _) => $"Stopped. Left to the next start: {Turns(left)}.",
        _ => $"Stopped. Finished: {Turns(finished)}. Left to the next start: {Turns(left)}.",
    };

    private static string Turns(int count) => count == 1 ? "1 turn" : string.Create(CultureInfo.InvariantCulture, $"{count} turns");
}
