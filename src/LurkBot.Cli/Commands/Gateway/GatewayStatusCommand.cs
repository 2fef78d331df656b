using System.CommandLine;
using System.Globalization;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Cli.Remote;
using LurkBot.Doors;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot gateway status</c>.</summary>
internal static class GatewayStatusCommand
{
    private const double Mebibyte = 1 << 20;

    public static Command Create()
    {
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("status", "Say whether the gateway of this home runs, what it does, and whether this command line uses it.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var report = await ReportAsync(Host.Create(Warnings.Write), cancellationToken);
            if (json.In(result))
                JsonOutput.Write(report, GatewayJson.Default.GatewayReport);
            else
                Write(report);
            return report.Running ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static async Task<GatewayReport> ReportAsync(Host host, CancellationToken cancellationToken)
    {
        var (client, why) = await GatewayClient.FindAnyAsync(host.Services, host.Options.Of<GatewayOptions>(), cancellationToken);
        using (client)
        {
            var report = new GatewayReport
            {
                Running = client is not null || GatewayRecord.IsLocked(host.Options.Home),
                UsedByChats = client is not null && why is null,
                Why = why,
                Address = client?.Address,
                Differs = client?.Differences ?? [],
                Last = GatewayRecord.Find(host.Options.Home),
            };
            try
            {
                return client is null ? report : report with { Gateway = await client.GetAsync("/api/status", WireJson.Default.WireStatus, cancellationToken) };
            }
            catch (LurkBotException e)
            {
                return report with { Why = why ?? e.Message };
            }
        }
    }

    private static void Write(GatewayReport report)
    {
        if (!report.Running)
        {
            Say(report.Why is not null ? $"{report.Why}; chats run in their own process."
                : report.Last switch
                {
                    null => "No gateway runs. Start it with: lurkbot gateway start",
                    { Stopped: null } => "No gateway runs: the last one ended unexpectedly. Start it with: lurkbot gateway start",
                    { Left: > 0 } last => string.Create(CultureInfo.InvariantCulture, $"No gateway runs. Turns left to the next start: {last.Left}. Start it with: lurkbot gateway start"),
                    _ => "No gateway runs. Start it with: lurkbot gateway start",
                });
            return;
        }

        Say(report.UsedByChats ? $"The gateway runs at {report.Address}; chats go through it."
            : report.Why is not null ? $"{report.Why}; chats run in their own process."
            : $"A gateway{Process(report.Last)} holds the lock of this home and does not answer; chats run in their own process.");
        if (report.Gateway is not { } gateway)
            return;
        Line("Process", string.Create(CultureInfo.InvariantCulture, $"{gateway.Pid}, version {gateway.Version}, since {gateway.Since.LocalDateTime:yyyy-MM-dd HH:mm:ss}"));
        Line("State", gateway.State);
        Line("Listens on", string.Join(", ", gateway.Addresses));
        Line("Turns", string.Create(CultureInfo.InvariantCulture, $"{gateway.Turns} under way, {gateway.Waiting} waiting"));
        Line("Sessions open", gateway.SessionsOpen.ToString(CultureInfo.InvariantCulture));
        Line("Memory", string.Create(CultureInfo.InvariantCulture, $"{gateway.MemoryBytes / Mebibyte:0} MiB"));
        if (!gateway.Persistence)
            Line("Persistence", "off: sessions are in memory, and are gone when the gateway stops");
        foreach (var (name, text) in gateway.Parts)
            Line(name, text);
    }

    private static string Process(GatewayRecord? record) => record is { Stopped: null } ? string.Create(CultureInfo.InvariantCulture, $" (process {record.Pid})") : "";

    private static void Line(string name, string value) => Say($"  {name,-14} {value}");

    private static void Say(string text) => Console.WriteLine(TerminalText.Sanitize(text, keepNewlines: false));
}
