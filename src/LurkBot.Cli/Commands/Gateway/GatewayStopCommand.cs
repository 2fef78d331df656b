using System.CommandLine;
using System.Globalization;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Cli.Remote;
using LurkBot.Commands;
using LurkBot.Doors;
using LurkBot.Interop;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot gateway stop</c>: asks the gateway itself, or its process where it does not answer.</summary>
internal static class GatewayStopCommand
{
    private const int Terminate = 15;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    /// <summary>After that something is said, also where no turn is known.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(1);

    /// <summary>How long the end takes at most, once turns have ended.</summary>
    private static readonly TimeSpan Closing = TimeSpan.FromSeconds(15);

    public static Command Create()
    {
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("stop", "Stop the gateway of this home; turns under way may end first.") { json };
        command.SetAction((result, cancellationToken) => StopAsync(Host.Create(Warnings.Write), json.In(result), cancellationToken));
        return command;
    }

    private static async Task<int> StopAsync(Host host, bool asJson, CancellationToken cancellationToken)
    {
        var (home, options) = (host.Options.Home, host.Options.Of<GatewayOptions>());
        var (client, why) = await GatewayClient.FindAnyAsync(host.Services, options, cancellationToken);
        using (client)
        {
            if (client is null && !GatewayRecord.IsLocked(home))
                return Fail("No gateway runs.");
            var record = GatewayRecord.Find(home);
            if (!await AskAsync(client, record, cancellationToken))
                return Fail($"The gateway does not answer{(why is null ? "" : $" ({why})")}, and its process is not known. End it by hand; it holds {GatewayRecord.LockOf(home)}");
            var shown = "";
            for (var since = host.Time.GetTimestamp(); GatewayRecord.IsLocked(home); await Task.Delay(BetweenLooks, host.Time, cancellationToken))
            {
                if (host.Time.GetElapsedTime(since) > options.Drain + Closing)
                    return Fail($"The gateway{(record is null ? "" : string.Create(CultureInfo.InvariantCulture, $" (process {record.Pid})"))} is still running. See: lurkbot gateway status");
                shown = await ShowProgressAsync(client, shown, cancellationToken);
                if (shown.Length == 0 && host.Time.GetElapsedTime(since) > Silent)
                    Console.Error.WriteLine(shown = "Stopping…");
            }
        }

        var last = GatewayRecord.Find(home);
        if (asJson)
            JsonOutput.Write(last?.Stopped is null ? new GatewayStoppedJson(null, null) : new GatewayStoppedJson(last.Finished, last.Left), ReportJson.Default.GatewayStoppedJson);
        else
            Console.WriteLine(last?.Stopped is null ? "Stopped." : GatewayStartCommand.Stopped(last.Finished, last.Left));
        return ExitCodes.Success;
    }

    /// <summary>Asks over the connection that proved itself; else the process that holds the lock, if it is the one that wrote itself down.</summary>
    private static async Task<bool> AskAsync(GatewayClient? client, GatewayRecord? record, CancellationToken cancellationToken)
    {
        try
        {
            if (client is not null)
            {
                await client.PostAsync("/api/shutdown", new WireStop(), WireJson.Default.WireStop, WireJson.Default.WireStatus, cancellationToken);
                return true;
            }
        }
        catch (LurkBotException)
        {
            // It is stuck, or of a version that cannot be asked.
        }

        using var process = record is { Stopped: null } ? record.FindProcess() : null;
        return process is not null && !OperatingSystem.IsWindows() && LibC.Signal(process.Id, Terminate) == 0;
    }

    private static async Task<string> ShowProgressAsync(GatewayClient? client, string shown, CancellationToken cancellationToken)
    {
        if (client is null)
            return shown;
        try
        {
            var status = await client.GetAsync("/api/status", WireJson.Default.WireStatus, cancellationToken);
            var turns = status.Turns + status.Waiting;
            var text = turns == 0 ? shown : string.Create(CultureInfo.InvariantCulture, $"Waiting for {turns} turn{(turns == 1 ? "" : "s")}…");
            if (!string.Equals(text, shown, StringComparison.Ordinal))
                Console.Error.WriteLine(text);
            return text;
        }
        catch (LurkBotException)
        {
            // It no longer answers: the lock tells when it has ended.
            return shown;
        }
    }

    private static int Fail(string why)
    {
        Console.Error.WriteLine("lurkbot: " + TerminalText.Sanitize(why));
        return ExitCodes.Failure;
    }
}
