using System.CommandLine;
using LurkBot.Cli.Chat;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions explain</c>: what a session may do, and why.</summary>
internal static class SessionsExplainCommand
{
    public static Command Create()
    {
        var key = SessionsCommand.KeyArgument();
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("explain", "Show what a session may do and which rule says so: trust, model, tools, sandbox, workspace, context, budgets. It need not exist yet.") { key, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var session = await host.KeyOfAsync(result.GetValue(key)!, cancellationToken);
            await using var assistant = await host.FindAssistantAsync(() => host.CreateAssistant(), SingleTurn.WriteNote, cancellationToken);
            var explanation = await assistant.ExplainAsync(session, cancellationToken);
            if (json.In(result))
                JsonOutput.Write(explanation, ReportJson.Default.ExplanationJson);
            else
                Console.Write(string.Concat(ExplanationText.Lines(explanation).Select(line => line + Environment.NewLine)));
            return ExitCodes.Success;
        });
        return command;
    }
}
