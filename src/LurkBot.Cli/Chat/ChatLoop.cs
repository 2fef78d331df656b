using LurkBot.Cli.Commands;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Terminal;
using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Cli.Chat;

/// <summary>The conversation on a terminal: reads what the person says, runs a command or a turn.</summary>
/// <param name="host">Configuration, store and clock.</param>
/// <param name="chat">The session it begins with.</param>
internal sealed class ChatLoop(Host host, ChatSession chat)
{
    /// <summary>A text that is shown again and is longer than so many characters pushes off the screen what stands above it.</summary>
    private const int TallDraft = 800;

    private const int UsualLine = 80;

    private static readonly TurnResult Nothing = new(TurnFate.Answered, "", "", null, "stop", null);

    private readonly ChatCommands commands = new(host);
    private ChatSession chat = chat;

    /// <summary>Why the last text was not sent.</summary>
    private string? refusal;

    /// <summary>Runs until the person leaves.</summary>
    /// <param name="capabilities">What the terminal can do.</param>
    public async Task<int> RunAsync(TerminalCapabilities capabilities)
    {
        using IChatTerminal terminal = capabilities.Interactive
            ? new RichTerminal(capabilities.Color, new ChatCompletion(host.Store, KnownModels).CompleteAsync, host.Time)
            : new PlainTerminal();
        Console.WriteLine($"LurkBot, session {TerminalText.Sanitize(chat.Key.ToString())}, model {TerminalText.Sanitize(chat.Model)}.");
        Console.WriteLine("/help lists commands, Ctrl-D leaves.");
        if (!host.Options.Sessions.Persistence)
            Console.WriteLine("Persistence is off: nothing said here is kept.");
        terminal.SetHistory(chat.Said);
        if (chat.HasWaiting)
            await AnswerWaitingAsync(terminal);
        var draft = "";
        while (Termination.ExitCode is null && await terminal.ReadAsync(draft, draft.Length > TallDraft || draft.Count(character => character is '\n') > TallDraft / UsualLine ? refusal : null, chat.News) is { } text && text.Trim() is not ("/exit" or "/quit"))
        {
            // Whatever came while the person wrote stands before what they said, and before what a command takes back.
            await chat.News.LookAsync(new HashSet<long>(), CancellationToken.None);
            terminal.Tell(chat.News.Take());
            draft = text.Trim().Length == 0 ? "" : await HandleAsync(terminal, text.Trim());
        }

        return Termination.ExitCode ?? ExitCodes.Success;
    }

    private IEnumerable<string> KnownModels() =>
        host.Catalogue.Aliases.Keys.Concat(new ModelListCache(host.Options.Home).Read().SelectMany(listing => listing.Models).Select(model => model.Name));

    /// <summary>Runs a command or a turn.</summary>
    /// <returns>What the person has back to send again, when it could not begin; else nothing.</returns>
    private async Task<string> HandleAsync(IChatTerminal terminal, string text)
    {
        try
        {
            if (text is "/retry")
            {
                if (await chat.TakeBackTurnAsync(CancellationToken.None) is not { } said)
                    throw new LurkBotException("There is no message to retry.");
                text = said;
                Console.WriteLine("> " + TerminalText.Sanitize(text));
                await AskAsync(terminal, text);
            }
            else if (ChatCommandCatalogue.IsCommand(text))
            {
                await CommandAsync(terminal, text);
            }
            else
            {
                await AskAsync(terminal, text);
            }

            return "";
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("(cancelled)");
            refusal = null;
            return text;
        }
        catch (LurkBotException e) when (e.Kind == ErrorKind.Accepted)
        {
            // It is safe, and will be answered: saying it again would have it answered twice.
            Console.Error.WriteLine(TerminalText.Sanitize(e.Message));
            return "";
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            refusal = TerminalText.Sanitize(e.Message);
            Console.Error.WriteLine(refusal);
            return text;
        }
    }

    /// <summary>Goes on with what another process left behind.</summary>
    private async Task AnswerWaitingAsync(IChatTerminal terminal)
    {
        try
        {
            var result = await terminal.ShowReplyAsync(async (sink, cancellation) => await chat.AnswerWaitingAsync(sink, cancellation) ?? Nothing);
            if (result.Fate == TurnFate.Cancelled)
                Console.WriteLine("(cancelled)");
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("(cancelled)");
        }
        catch (LurkBotException e) when (e.Kind == ErrorKind.Busy)
        {
            // Its own process answers it.
        }
        catch (LurkBotException e)
        {
            Console.Error.WriteLine(TerminalText.Sanitize(e.Message));
        }
    }

    private async Task AskAsync(IChatTerminal terminal, string text)
    {
        var result = await terminal.ShowReplyAsync((sink, cancellation) => chat.AskAsync(text, sink, cancellation));
        if (result.Fate == TurnFate.Cancelled)
            Console.WriteLine(result.Why is { } why ? TerminalText.Sanitize($"(cancelled) {why}") : "(cancelled)");
        else if (result.Error is { } error)
        {
            Console.Error.WriteLine(TerminalText.Sanitize(error.Message));
            Console.Error.WriteLine("Your message is kept; /retry sends it again.");
        }
    }

    private async Task CommandAsync(IChatTerminal terminal, string line)
    {
        var next = chat;
        await terminal.RunAsync(async cancellation => next = await commands.RunAsync(chat, line, cancellation));
        if (ReferenceEquals(next, chat))
            return;
        chat = next;
        terminal.SetHistory(chat.Said);
    }
}
