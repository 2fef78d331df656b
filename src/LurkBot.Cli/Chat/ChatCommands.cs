using System.Globalization;
using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Cli.Commands;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Cli.Terminal;
using LurkBot.Rendering;
using LurkBot.Search;
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

    /// <summary>All commands.</summary>
    public static readonly string[] Names = ["/session", "/sessions", "/search", "/fork", "/attach", "/detach", "/model", "/clear", "/undo", "/context", "/compact", "/pin", "/unpin", "/tools", "/retry", "/stop", "/status", "/usage", "/budget", "/help", "/exit"];

    /// <summary>Whether a line is meant as a command: a slash and a word. A path is something to talk about.</summary>
    public static bool IsCommand(string line)
    {
        var word = line.Split((char[]?)null, 2)[0];
        return word.Length > 1 && word[0] == '/' && word.AsSpan(1).IndexOf('/') < 0;
    }

    /// <summary>Runs a command.</summary>
    /// <param name="chat">The session that the chat is in.</param>
    /// <param name="line">The line, beginning with a slash.</param>
    /// <param name="cancellationToken">Stops what takes a while.</param>
    /// <returns>The session that the chat is in from now on.</returns>
    public async Task<ChatSession> RunAsync(ChatSession chat, string line, CancellationToken cancellationToken)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (name, argument) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..].Trim());
        switch (name)
        {
            case "/fork" when argument.Length > 0:
                return await OpenAsync(chat, (await chat.ForkAsync(argument, CancellationToken.None)).ToString());
            case "/fork":
                Console.WriteLine("A fork needs a name: /fork NAME");
                break;
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
                return await OpenAsync(chat, argument);
            case "/sessions":
                var now = host.Time.GetUtcNow();
                var listing = await host.Store.ListAsync(CancellationToken.None);
                SessionsListCommand.WriteText(SessionsListCommand.AsOf(now, listing, host.Options.Sessions.Timeout), now);
                break;
            case "/search":
                await SearchAsync(argument);
                break;
            case "/model":
                if (argument.Length > 0)
                    await chat.SetModelAsync(argument is "default" ? null : argument, CancellationToken.None);
                WriteModel(chat);
                break;
            case "/clear":
                await chat.ClearAsync(CancellationToken.None);
                Console.WriteLine($"Cleared. Take it back with /undo, or: lurkbot sessions undo {TerminalText.Sanitize(chat.Key.ToString())}");
                break;
            case "/undo":
                Console.WriteLine(await chat.UndoAsync("/undo", CancellationToken.None) is { } undone ? $"Took back {EntryText.Change(undone)}." : "There is nothing to take back.");
                break;
            case "/context":
                Console.Write(await chat.ViewContextAsync(CancellationToken.None) is { } view ? ContextText.Of(view, chat.Model) : "The session has no messages yet.\n");
                break;
            case "/compact":
                Console.WriteLine(TerminalText.Sanitize($"{chat.Model} summarizes… (Ctrl-C stops it)"));
                Console.WriteLine(TerminalText.Sanitize(CompactionText.Of(await chat.CompactAsync(argument.Length == 0 ? null : argument, cancellationToken))));
                break;
            case "/pin":
                Console.WriteLine(await chat.PinAsync(EntryId(argument), CancellationToken.None) is { } pinned ? $"Pinned {pinned}. Take it back with /unpin {pinned.First}." : "There is nothing to pin.");
                break;
            case "/unpin":
                var unpinned = await chat.UnpinAsync(EntryId(argument), CancellationToken.None);
                Console.WriteLine(unpinned == 0 ? "Nothing is pinned there." : unpinned == 1 ? "Took back 1 pin." : $"Took back {unpinned} pins.");
                break;
            case "/tools":
                await WriteToolsAsync(chat);
                break;
            case "/stop":
                var stopped = await chat.StopAsync(argument is "all", CancellationToken.None);
                Console.WriteLine(stopped ? "Asked the turn to stop." : "Nothing runs or waits in this session.");
                break;
            case "/session" or "/status":
                WriteStatus(chat);
                break;
            case "/usage":
                await WriteUsageAsync(chat);
                break;
            case "/budget":
                await BudgetAsync(chat, argument);
                break;
            case "/help":
                Console.WriteLine(Help);
                break;
            default:
                Console.WriteLine($"There is no command {TerminalText.Sanitize(name)}. {(NearestName.Find(name, Names) is { } nearest ? $"Did you mean {nearest}?" : "/help lists them.")}");
                break;
        }

        return chat;
    }

    /// <summary>An entry's number, with or without <c>#</c>; null for none.</summary>
    private static long? EntryId(string argument) => argument.Length == 0 ? null
        : long.TryParse(argument.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
        : throw new LurkBotException($"{argument} is no entry: give its number, as sessions show prints it.");

    private async Task SearchAsync(string words)
    {
        var query = new SearchQuery(words) { Limit = 10 };
        var found = await host.SearchAsync(query, CancellationToken.None);
        SessionsSearchCommand.WriteText(found, query.Limit, TerminalCapabilities.Detect(plain: false).Rich);
    }

    private static async Task BudgetAsync(ChatSession chat, string argument)
    {
        var amount = argument switch
        {
            "" => null,
            "resume" => BudgetAmount.Again,
            _ => SessionsBudgetCommand.Parse(argument),
        };
        var stands = amount is null ? await chat.ReadBudgetsAsync(CancellationToken.None) : await chat.RaiseBudgetsAsync(amount, CancellationToken.None);
        foreach (var line in stands.Count == 0 ? [BudgetOutput.None] : amount is null ? BudgetOutput.Lines(stands) : BudgetOutput.Raised(stands))
            Console.WriteLine(line);
    }

    private async Task WriteToolsAsync(ChatSession chat)
    {
        var told = await SessionExplanation.GatherAsync(host, chat.Key, CancellationToken.None);
        var place = told.Sandbox is not { } sandbox ? "on this machine" : sandbox.Problem is { } problem ? $"nowhere: {problem}" : $"in the {sandbox.Backend} sandbox";
        Console.WriteLine(TerminalText.Sanitize($"Tools work {place}, in {chat.ToolsFolder}"));
        foreach (var tool in told.Plan.Tools)
            Console.WriteLine(TerminalText.Sanitize(SessionsExplainCommand.ToolLine(told.Plan, tool)));
    }

    private async Task WriteUsageAsync(ChatSession chat)
    {
        Console.WriteLine("This session: " + UsageText.Sentence(await chat.CountUsageAsync(CancellationToken.None)));
        if (!host.Options.Sessions.Persistence)
            return;
        var report = new UsageReport(UsageGrouping.Day, host.Prices, host.Zone);
        foreach (var problem in await new UsageReader(host.Store).ReadAsync(UsageReport.DayStart(host.Time.GetUtcNow(), host.Zone), report.Add, CancellationToken.None))
            Console.Error.WriteLine("warning: " + TerminalText.Sanitize(problem));
        Console.WriteLine("Today, all sessions: " + UsageText.Sentence(report.Total));
    }

    private async Task<ChatSession> OpenAsync(ChatSession from, string name)
    {
        var next = await ChatSession.OpenAsync(host, name, from.Settings, CancellationToken.None, from.Pending);
        WriteStatus(next);
        return next;
    }

    private void WriteModel(ChatSession chat)
    {
        var info = host.Catalogue.Find(chat.Model);
        Console.WriteLine(TerminalText.Sanitize($"Model {chat.Model}: {ModelSelection.Why(host, chat.Choice)}. Window {ModelText.Window(info)} tokens, price {ModelText.Price(info)}."));
    }

    private static void WritePending(PendingFiles pending)
    {
        foreach (var file in pending.Files)
            Console.WriteLine("With the next message: " + PendingFiles.Describe(file));
        if (pending.Files.Count == 0)
            Console.WriteLine("No files wait for the next message. Attach one with: /attach FILE");
    }

    private static void WriteStatus(ChatSession chat) =>
        Console.WriteLine($"Session {TerminalText.Sanitize(chat.Key.ToString())}, {chat.Info?.MessageCount ?? 0} messages, model {TerminalText.Sanitize(chat.Model)}.");
}
