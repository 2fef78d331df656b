using System.CommandLine;
using System.Security.Cryptography;
using LurkBot.Cli.Chat;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions send</c>: says something in a session's chat, or to the session itself.</summary>
internal static class SessionsSendCommand
{
    public static Command Create()
    {
        var to = new Argument<string>("TO") { HelpName = "TO", Description = "The session: its key, #channel, @person, or a chat's title." };
        to.CompletionSources.Add(SessionsCommand.CompleteKeys);
        var text = new Argument<string>("TEXT") { Description = "What is said, word for word." };
        var wait = new FlagOption("--wait", "Ask the session, and print its answer; nothing is posted in its chat.");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("send", "Post a message in a session's chat on a platform; a session without such a chat answers it by itself.") { to, text, wait, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            host.RequirePersistence("there are no other sessions.");
            await using var assistant = await host.FindAssistantAsync(() => host.CreateAssistant(), SingleTurn.WriteNote, cancellationToken);
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            var sent = await assistant.SendAsync(result.GetValue(to)!, result.GetValue(text)!, wait.In(result), id, cancellationToken);
            if (json.In(result))
                JsonOutput.Write(new SentJson(result.GetValue(to)!, wait.In(result), sent), ReportJson.Default.SentJson);
            else
                Console.WriteLine(TerminalText.Sanitize(sent));
            return ExitCodes.Success;
        });
        return command;
    }
}
