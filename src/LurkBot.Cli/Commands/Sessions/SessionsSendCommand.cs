using System.CommandLine;
using System.Security.Cryptography;
using LurkBot.Cli.Chat;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Doors;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions send</c>: says something in a session's chat, or to the session itself.</summary>
internal static class SessionsSendCommand
{
    public static Command Create()
    {
        var to = new Argument<string>("TO") { HelpName = "TO", Description = "The session: its key, such as cli:work:main, or the beginning of one, #channel, @person, or a chat's title." };
        to.CompletionSources.Add(SessionsCommand.CompleteKeys);
        var text = new Argument<string>("TEXT") { Description = "What is said, word for word." };
        var wait = new FlagOption("--wait", "Ask the session, and print its answer; nothing is posted in its chat.");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("send", "Post a message in a session's chat on a platform; a session without such a chat answers it by itself.") { to, text, wait, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            host.RequirePersistence("there are no other sessions.");
            Assistant? own = null;
            await using var assistant = await host.FindAssistantAsync(() => own = host.CreateAssistant(), SingleTurn.WriteNote, cancellationToken);
            // Without a gateway the process stays until the session has answered; Ctrl-C ends that too.
            await using var stop = cancellationToken.Register(() => _ = own?.EndErrandsAsync(key: null, why: null));
            var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            SentJson sent;
            try
            {
                sent = await assistant.SendAsync(result.GetValue(to)!, result.GetValue(text)!, wait.In(result), id, cancellationToken);
            }
            catch (LurkBotException e) when (json.In(result))
            {
                JsonOutput.Write(SentJson.Of(result.GetValue(to)!, wait.In(result), e), ReportJson.Default.SentJson);
                return CommandRunner.CodeOf(e);
            }

            if (!json.In(result))
                Console.WriteLine(TerminalText.Sanitize(sent.Result));
            if (!wait.In(result) && own is not null && await own.FinishAsync(sent, cancellationToken) is { } unanswered)
            {
                sent = sent with { Reason = unanswered };
                SingleTurn.WriteNote(unanswered);
            }

            if (json.In(result))
                JsonOutput.Write(sent, ReportJson.Default.SentJson);
            if (wait.In(result) && own is not null)
                await own.EndErrandsAsync(key: null, "Cancelled: the command that asked for it has ended.");
            return CodeOf(sent);
        });
        return command;
    }

    /// <summary>With <c>--wait</c>, success is an answer.</summary>
    private static int CodeOf(SentJson sent) => sent.State switch
    {
        "timed_out" => ExitCodes.TimedOut,
        "waiting_for_approval" => ExitCodes.WaitsForApproval,
        "cancelled" => ExitCodes.Cancelled,
        "failed" => ExitCodes.Failure,
        "refused" => ExitCodes.Usage,
        _ => ExitCodes.Success,
    };
}
