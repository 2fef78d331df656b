using LurkBot.Agents;
using LurkBot.Cli.Commands;
using LurkBot.Text;

namespace LurkBot.Cli.Chat;

/// <summary>The conversation on a terminal: reads a line, runs a command or a turn.</summary>
/// <param name="host">Configuration, store and clock.</param>
/// <param name="chat">The session it begins with.</param>
internal sealed class ChatLoop(Host host, ChatSession chat)
{
    private static readonly string[] Commands = ["/session", "/sessions", "/model", "/clear", "/status", "/help", "/exit"];

    private readonly ChatSession first = chat;
    private ChatSession chat = chat;
    private CancellationTokenSource? reply;

    /// <summary>Runs until the user leaves.</summary>
    public async Task<int> RunAsync()
    {
        Console.CancelKeyPress += OnCancelKey;
        try
        {
            Console.WriteLine($"LurkBot, session {TerminalText.Sanitize(chat.Key.ToString())}, model {TerminalText.Sanitize(chat.Model)}. /help lists commands, Ctrl-D leaves.");
            if (!host.Options.Sessions.Persistence)
                Console.WriteLine("Persistence is off: nothing said here is kept.");
            while (true)
            {
                Console.Write("> ");
                if (Console.ReadLine() is not { } line)
                    return ExitCodes.Success;
                if (line.Trim() is "/exit" or "/quit")
                    return ExitCodes.Success;
                if (line.Trim().Length > 0)
                    await HandleAsync(line.Trim());
            }
        }
        finally
        {
            Console.CancelKeyPress -= OnCancelKey;
            if (!ReferenceEquals(chat, first))
                await chat.DisposeAsync();
        }
    }

    private async Task HandleAsync(string line)
    {
        try
        {
            if (line.StartsWith('/'))
                await CommandAsync(line);
            else
                await AskAsync(line);
        }
        catch (LurkBotException e)
        {
            Console.Error.WriteLine(TerminalText.Sanitize(e.Message));
        }
    }

    private async Task AskAsync(string line)
    {
        using var cancellation = new CancellationTokenSource();
        reply = cancellation;
        try
        {
            var result = await chat.AskAsync(line, piece => Console.Write(TerminalText.Sanitize(piece)), cancellation.Token);
            Console.WriteLine();
            if (result.Fate == TurnFate.Cancelled)
                Console.WriteLine("(cancelled)");
            else if (result.Error is { } error)
                Console.Error.WriteLine(TerminalText.Sanitize(error.Message));
        }
        finally
        {
            reply = null;
        }
    }

    private async Task CommandAsync(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (name, argument) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..].Trim());
        switch (name)
        {
            case "/session" when argument.Length > 0:
                var next = await ChatSession.OpenAsync(host, argument, new ChatSettings(null, null, Stream: true), CancellationToken.None);
                if (!ReferenceEquals(chat, first))
                    await chat.DisposeAsync();
                chat = next;
                Console.WriteLine($"Session {TerminalText.Sanitize(chat.Key.ToString())}, {chat.Info?.MessageCount ?? 0} messages, model {TerminalText.Sanitize(chat.Model)}.");
                break;
            case "/sessions":
                var now = host.Time.GetUtcNow();
                var listing = await host.Store.ListAsync(CancellationToken.None);
                SessionsListCommand.WriteText(SessionsListCommand.AsOf(now, listing, host.Options.Sessions.Timeout), now);
                break;
            case "/model":
                if (argument.Length > 0)
                    await chat.SetModelAsync(argument is "default" ? null : argument, CancellationToken.None);
                Console.WriteLine($"Model {TerminalText.Sanitize(chat.Model)}.");
                break;
            case "/clear":
                await chat.ClearAsync(CancellationToken.None);
                Console.WriteLine($"Cleared. Take it back with: lurkbot sessions undo {TerminalText.Sanitize(chat.Key.ToString())}");
                break;
            case "/session" or "/status":
                Console.WriteLine($"Session {TerminalText.Sanitize(chat.Key.ToString())}, {chat.Info?.MessageCount ?? 0} messages, model {TerminalText.Sanitize(chat.Model)}.");
                break;
            case "/help":
                Console.WriteLine("""
                    /session NAME   go to another session
                    /sessions       list sessions
                    /model [NAME]   show or set this session's model (default: back to the default)
                    /clear          start afresh; the history stays
                    /status         session, messages, model
                    /exit           leave (or Ctrl-D)
                    """);
                break;
            default:
                Console.WriteLine($"There is no command {TerminalText.Sanitize(name)}. {(NearestName.Find(name, Commands) is { } nearest ? $"Did you mean {nearest}?" : "/help lists them.")}");
                break;
        }
    }

    private void OnCancelKey(object? sender, ConsoleCancelEventArgs e)
    {
        if (reply is not { IsCancellationRequested: false } running)
            return;
        e.Cancel = true;
        running.Cancel();
    }
}
