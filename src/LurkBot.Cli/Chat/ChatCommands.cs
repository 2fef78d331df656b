using LurkBot.Cli.Commands;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Terminal;
using LurkBot.Commands;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Chat;

/// <summary>What a line that begins with a slash does.</summary>
/// <param name="host">Configuration, store and clock.</param>
internal sealed class ChatCommands(Host host)
{
    private const string Help = """
        /session NAME   go to another session
        /sessions       list sessions
        /search WORDS   find messages in all sessions
        /fork NAME      go on in a new session with this one's history
        /attach [FILE]  send an image or a text file with the next message (alone: which ones wait)
        /detach         send none of them
        /model [NAME]   show or set this session's model or alias (default: back to the default)
        /queue [MODE]   what a message does that comes during a reply: collect, queue, interrupt, steer (default: as configured)
        /clear          start afresh; the history stays
        /undo           take back the last turn, clear or setting
        /context        what the model sees of this session now
        /compact [WHAT] make older messages small, keeping above all WHAT
        /pin [ID]       keep the last turn, or an entry, before the model's eyes (/unpin [ID])
        /tools          what the model may use here, and which rule says so
        /retry          answer the last message again
        /stop [all]     stop the turn that runs in this session, in another terminal (all: what waits too)
        /status         session, messages, model
        /usage          tokens and money of this session and of today
        /budget [MORE]  how budgets stand; go on: /budget resume, /budget +50%, +10000 (tokens), +$2
        /exit           leave (or Ctrl-D)

        Up brings back what you said, Tab completes, Alt-Enter or \ and Enter begin a line, Ctrl-C stops a reply.
        """;

    /// <summary>The sessions that this chat opened; some have no message yet, and no file.</summary>
    private readonly Dictionary<SessionKey, DateTimeOffset> opened = [];

    /// <summary>All commands.</summary>
    public static readonly string[] Names = ["/session", "/sessions", "/search", "/fork", "/attach", "/detach", "/model", "/queue", "/clear", "/undo", "/context", "/compact", "/pin", "/unpin", "/tools", "/retry", "/stop", "/status", "/usage", "/budget", "/help", "/exit"];

    /// <summary>Runs a command.</summary>
    /// <param name="chat">The session that the chat is in.</param>
    /// <param name="line">The line, beginning with a slash.</param>
    /// <param name="cancellationToken">Stops what takes a while.</param>
    /// <returns>The session that the chat is in from now on.</returns>
    public async Task<ChatSession> RunAsync(ChatSession chat, string line, CancellationToken cancellationToken)
    {
        opened.TryAdd(chat.Key, host.Time.GetUtcNow());
        var (name, argument) = ChatCommandCatalogue.Split(line);
        switch (name)
        {
            case "/attach":
                if (argument.Length > 0)
                    chat.Pending.Add(argument);
                WritePending(chat.Pending);
                break;
            case "/detach":
                chat.Pending.Clear();
                WritePending(chat.Pending);
                break;
            case "/session" when argument.Length > 0:
                return await GoToAsync(chat, argument);
            case "/session":
                await ReplyAsync(chat, "/status", cancellationToken);
                break;
            case "/sessions":
                var now = host.Time.GetUtcNow();
                var listing = await host.Store.ListAsync(CancellationToken.None);
                var sessions = listing.AsOf(now, host.Options.Sessions.Timeout);
                sessions.RemoveAll(SessionsListCommand.IsHidden);
                sessions.AddRange(opened.Where(open => !sessions.Exists(info => info.Key == open.Key)).Select(open => SessionsListCommand.Empty(open.Key, open.Value)));
                SessionsListCommand.WriteText(sessions, now, await SessionsListCommand.FindOpenTurnsAsync(host.Store, sessions, CancellationToken.None));
                break;
            case "/search":
                await SearchAsync(argument);
                break;
            case "/help":
                Console.WriteLine(Help);
                break;
            default:
                if (name is "/compact")
                    Console.WriteLine(TerminalText.Sanitize($"{chat.Model} summarizes… (Ctrl-C stops it)"));
                // What is quick is not stopped in the middle.
                if (await ReplyAsync(chat, line, name is "/compact" ? cancellationToken : CancellationToken.None) is not { } reply)
                    Console.WriteLine($"There is no command {TerminalText.Sanitize(name)}. {(NearestName.Find(name, Names) is { } nearest ? $"Did you mean {nearest}?" : "/help lists them.")}");
                else if (reply.GoTo is { } other)
                    return await GoToAsync(chat, other.ToString());
                break;
        }

        return chat;
    }

    private static async Task<CommandReply?> ReplyAsync(ChatSession chat, string line, CancellationToken cancellationToken)
    {
        var reply = await chat.CommandAsync(line, cancellationToken);
        if (reply is { Text.Length: > 0 })
            Console.WriteLine(TerminalText.Sanitize(reply.Text));
        return reply;
    }

    private static async Task<ChatSession> GoToAsync(ChatSession chat, string name)
    {
        var next = await chat.GoToAsync(name);
        Console.WriteLine($"Session {TerminalText.Sanitize(next.Key.ToString())}, {Plural.Of(next.Messages, "message")}, model {TerminalText.Sanitize(next.Model)}.");
        return next;
    }

    private async Task SearchAsync(string words)
    {
        var query = new SearchQuery(words) { Limit = 10 };
        var found = await host.SearchAsync(query, CancellationToken.None);
        SessionsSearchCommand.WriteText(found, query.Limit, TerminalCapabilities.Detect(plain: false).Rich);
    }

    private static void WritePending(PendingFiles pending)
    {
        foreach (var file in pending.Files)
            Console.WriteLine("With the next message: " + PendingFiles.Describe(file));
        if (pending.Files.Count == 0)
            Console.WriteLine("No files wait for the next message. Attach one with: /attach FILE");
    }
}
