using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot gateway logs</c>.</summary>
internal static class GatewayLogsCommand
{
    private const int DefaultLines = 50;

    public static Command Create()
    {
        var follow = new FlagOption("--follow", "Wait for new lines, until Ctrl-C.", "-f");
        var lines = new NumberOption("--lines", "How many of the newest lines; 50 by default.");
        lines.Aliases.Add("-n");
        var json = new FlagOption("--json", "Print the lines as they are stored, a JSON object each.");
        var command = new Command("logs", "Show the gateway's log.") { follow, lines, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            Action<string> write = json.In(result) ? line => Console.WriteLine(TerminalText.Sanitize(line, keepNewlines: false)) : line => Console.WriteLine(TerminalText.Sanitize(GatewayLogLine.Describe(line)));
            var reader = new GatewayLogReader(host.Options.Home, host.Time);
            if (!reader.HasFiles && !follow.In(result))
            {
                Console.Error.WriteLine("lurkbot: The gateway has not logged anything yet. Start it with: lurkbot gateway start");
                return ExitCodes.Success;
            }

            foreach (var line in reader.ReadNewest(lines.In(result) ?? DefaultLines))
                write(line);
            if (follow.In(result))
                await reader.FollowAsync(write, cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }
}
