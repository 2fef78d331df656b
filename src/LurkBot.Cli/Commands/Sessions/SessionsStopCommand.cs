using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Sessions;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions stop</c>: ends the turn that runs in a session, in whatever process.</summary>
internal static class SessionsStopCommand
{
    public static Command Create()
    {
        var key = SessionsCommand.KeyArgument();
        var all = new FlagOption("--all", "Also cancel the messages that wait.");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("stop", "Stop the turn that runs in a session, whichever process runs it.") { key, all, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var found = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            await using var assistant = host.CreateAssistant();
            var stopped = await assistant.StopAsync(found, all.In(result), new SessionChange("owner", "lurkbot sessions stop"), cancellationToken);
            if (json.In(result))
                JsonOutput.Write(StopJson.Of(found, stopped), ReportJson.Default.StopJson);
            else
                Console.WriteLine(stopped);
            return ExitCodes.Success;
        });
        return command;
    }
}
