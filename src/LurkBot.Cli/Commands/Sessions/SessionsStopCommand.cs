using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Sessions;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions stop</c>: ends the turn that runs in a session, in whatever process.</summary>
internal static class SessionsStopCommand
{
    public static Command Create()
    {
        var key = SessionsCommand.KeyArgument();
        var all = new FlagOption("--all", "Also cancel the messages that wait.");
        var command = new Command("stop", "Stop the turn that runs in a session, whichever process runs it.") { key, all };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var found = await host.FindAsync(result.GetValue(key)!, cancellationToken);
            await using var assistant = host.CreateAssistant();
            Console.WriteLine(await assistant.StopAsync(found, all.In(result), new SessionChange("owner", "lurkbot sessions stop"), cancellationToken));
            return ExitCodes.Success;
        });
        return command;
    }
}
