using System.CommandLine;
using LurkBot.Cli.Chat;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Terminal;
using LurkBot.Doors;
using LurkBot.Planning;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot chat</c>: a conversation, or one answer.</summary>
internal static class ChatCommand
{
    public static Command Create()
    {
        var question = new Argument<string?>("QUESTION") { Description = "Answer this once instead of chatting.", Arity = ArgumentArity.ZeroOrOne };
        var session = new Option<string>("--session", "-s") { Description = "The session: a name, or a whole key.", DefaultValueFactory = _ => "default" };
        var model = new Option<string?>("--model", "-m") { Description = "The model, such as gpt-4o, ollama/llama3 or offline." };
        var system = new Option<string?>("--system") { Description = "The system prompt for this chat." };
        var noStream = new FlagOption("--no-stream", "Print the reply when it is complete.");
        var noWait = new FlagOption("--no-wait", "Give up at once when another turn holds the session.");
        var plain = new FlagOption("--plain", "Plain text: no colours, no Markdown, no line editing.");
        var attach = new Option<string[]>("--attach", "-a") { HelpName = "FILE", Description = "Send an image or a text file with the (first) message; may be given several times.", Arity = ArgumentArity.OneOrMore };
        attach.CompletionSources.Add(FileCompletion.Complete);
        var workspace = new Option<string?>("--workspace", "-w") { HelpName = "FOLDER", Description = "The folder in which tools work, such as . (for your own terminal sessions)." };
        workspace.CompletionSources.Add(FileCompletion.Complete);
        var output = new Option<string>("--output") { Description = "text or json (for one answer).", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("chat", "Talk to the assistant.") { question, session, model, system, noStream, noWait, plain, attach, workspace, output };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var capabilities = TerminalCapabilities.Detect(plain.In(result));
            var json = string.Equals(result.GetValue(output), "json", StringComparison.Ordinal);
            var settings = new ChatSettings(result.GetValue(model), result.GetValue(system), Stream: !noStream.In(result) && !json, Wait: !noWait.In(result))
            {
                Workspace = Folder(result.GetValue(workspace)),
            };
            var piped = await PipedInput.ReadAsync(host.Time, cancellationToken);
            var text = piped.With(result.GetValue(question)) ?? (Console.IsInputRedirected ? "" : null);
            await using var assistant = await FindAsync(host, settings, isChat: text is null, cancellationToken);
            var chat = await ChatSession.OpenAsync(host, assistant, result.GetValue(session)!, settings, cancellationToken);
            if (settings.Workspace is not null && !ToolSet.MayName(chat.Key))
                throw new CommandException(ExitCodes.Usage, $"--workspace is for your own terminal sessions; {chat.Key} keeps a folder of its own.");
            foreach (var path in result.GetValue(attach) ?? [])
                chat.Pending.Add(path);
            if (piped.File is { } image)
                chat.Pending.Add(image);
            if (text is not null)
                return await SingleTurn.RunAsync(chat, text, json, capabilities, host.Time, cancellationToken);
            return json
                ? throw new CommandException(ExitCodes.Usage, "--output json answers one question: give it as an argument or on the input.")
                : await new ChatLoop(host, chat).RunAsync(capabilities);
        });
        return command;
    }

    /// <summary>Folders of this machine are named to the assistant in this process only.</summary>
    private static async Task<IAssistant> FindAsync(Host host, ChatSettings settings, bool isChat, CancellationToken cancellationToken)
    {
        Assistant Create() => host.CreateAssistant(settings.Stream, compactsInBackground: isChat);
        return settings.Workspace is null ? await host.FindAssistantAsync(Create, SingleTurn.WriteNote, cancellationToken) : Create();
    }

    private static string? Folder(string? path)
    {
        if (path is null)
            return null;
        if (path.Length == 0)
            throw new CommandException(ExitCodes.Usage, "--workspace names no folder. Give one, such as --workspace .");
        var full = Path.GetFullPath(PendingFiles.Resolve(path));
        return Directory.Exists(full) ? full : throw new CommandException(ExitCodes.Usage, $"There is no folder {full}.");
    }
}
