using System.Globalization;
using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Compaction;
using LurkBot.Planning;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Commands;

/// <summary>The chat commands of every door: each is written once; a door shows the reply in its own way.</summary>
internal static class ChatCommandCatalogue
{
    /// <summary>All of them, in the order in which the help shows them.</summary>
    public static IReadOnlyList<ChatCommandDefinition> All { get; } =
    [
        new("/fork", "/fork NAME", "go on in a new session with this one's history", IsOwnersOnly: true, ForkAsync),
        new("/model", "/model [NAME]", "show or set this session's model or alias (default: back to the default)", IsOwnersOnly: false, ModelAsync),
        new("/queue", "/queue [MODE]", "what a message does that comes during a reply: collect, queue, interrupt, steer (default: as configured)", IsOwnersOnly: false, QueueAsync),
        new("/clear", "/clear", "start afresh; the history stays", IsOwnersOnly: false, ClearAsync),
        new("/undo", "/undo", "take back the last turn, clear or setting", IsOwnersOnly: false, UndoAsync),
        new("/context", "/context", "what the model sees of this session now", IsOwnersOnly: false, ContextAsync),
        new("/compact", "/compact [WHAT]", "make older messages small, keeping above all WHAT", IsOwnersOnly: false, CompactAsync),
        new("/search", "/search WORDS", "find messages in this session", IsOwnersOnly: false, SearchAsync),
        new("/pin", "/pin [ID]", "keep the last turn, or an entry, before the model's eyes (/unpin [ID])", IsOwnersOnly: false, PinAsync),
        new("/unpin", "/unpin [ID]", "take pins back", IsOwnersOnly: false, UnpinAsync),
        new("/tools", "/tools", "what the model may use here, and which rule says so", IsOwnersOnly: false, ToolsAsync),
        new("/stop", "/stop [all]", "stop the turn that runs in this session, in another terminal (all: what waits too)", IsOwnersOnly: false, StopAsync),
        new("/status", "/status", "session, messages, model", IsOwnersOnly: false, StatusAsync),
        new("/usage", "/usage", "tokens and money of this session and of today", IsOwnersOnly: true, UsageAsync),
        new("/budget", "/budget [MORE]", "how budgets stand; go on: /budget resume, /budget +50%, +10000 (tokens), +$2", IsOwnersOnly: true, BudgetAsync),
        new("/remember", "/remember TEXT", "keep a fact for all later conversations with you, or in this group", IsOwnersOnly: false, FactChatCommands.RememberAsync),
        new("/memory", "/memory [WHAT ID]", "list what is remembered; WHAT is accept, edit or forget", IsOwnersOnly: false, FactChatCommands.MemoryAsync),
        new("/schedule", "/schedule [WHAT ID]", "list this session's schedules; WHAT is confirm, pause, resume or remove", IsOwnersOnly: true, ScheduleChatCommand.RunAsync),
    ];

    /// <summary>The command of a name.</summary>
    /// <param name="name">With its slash.</param>
    /// <returns>Null when there is none.</returns>
    public static ChatCommandDefinition? Find(string name) => All.FirstOrDefault(command => string.Equals(command.Name, name, StringComparison.Ordinal));

    /// <summary>Whether a line is meant as a command: a slash and a word. A path is something to talk about.</summary>
    /// <param name="line">What a person typed.</param>
    public static bool IsCommand(string line)
    {
        var word = line.Split((char[]?)null, 2)[0];
        return word.Length > 1 && word[0] == '/' && word.AsSpan(1).IndexOf('/') < 0;
    }

    /// <summary>A line's command, and what follows it.</summary>
    /// <param name="line">Beginning with a slash.</param>
    public static (string Name, string Argument) Split(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (line, "") : (line[..space], line[(space + 1)..].Trim());
    }

    private static async Task<CommandReply> ForkAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Argument.Length == 0)
            return new CommandReply("A fork needs a name: /fork NAME");
        var fork = await context.Session.ForkAsync(context.Argument, context.Request("/fork").Change, cancellationToken);
        return new CommandReply("") { GoTo = fork.NewKey };
    }

    private static async Task<CommandReply> ModelAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var door = context.Door;
        if (context.Argument.Length > 0)
        {
            await context.Session.SetModelAsync(context.Argument is "default" ? null : context.Argument, context.Request("/model"), cancellationToken);
            door = door is null ? null : door with { Model = null };
        }

        var choice = (await context.Session.PlanAsync(door, cancellationToken)).Model;
        var info = context.Services.Catalogue.Find(choice.Model);
        return new CommandReply($"Model {choice.Model}: {ModelSelection.Why(context.Services, choice)}. Window {ModelText.Window(info)} tokens, price {ModelText.Price(info)}.");
    }

    private static async Task<CommandReply> QueueAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Argument.Length > 0)
        {
            var word = context.Argument.ToLowerInvariant();
            QueueMode? mode = word is "default" ? null : QueueModeExtensions.Parse(word) ?? throw new UnknownQueueModeException(context.Argument);
            await context.Session.SetQueueModeAsync(mode, context.Request("/queue").Change, cancellationToken);
        }
        else if (await context.Session.FindStoredAsync(cancellationToken) is { } session)
        {
            // Another process may have set it.
            await session.ReadNewestAsync(1, cancellationToken);
        }

        var chosen = context.Session.Info?.ChosenQueueMode;
        var used = chosen ?? context.Services.Options.Sessions.QueueMode;
        var meaning = used switch
        {
            QueueMode.Collect => "messages that come during a reply are answered together after it",
            QueueMode.Queue => "messages that come during a reply are answered one by one after it",
            QueueMode.Interrupt => "a message that comes during a reply ends it, and is answered next",
            _ => "a message that comes during a reply is taken into it",
        };
        return new CommandReply($"Queue mode {used.ToText()} ({(chosen is null ? "the default" : "set for this session")}): {meaning}.");
    }

    private static async Task<CommandReply> SearchAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var query = new SearchQuery(context.Argument) { Session = context.Session.Key, Limit = SearchText.Shown };
        var search = context.Services.Search ?? new ScanSearch(context.Services.Store).SearchAsync;
        var found = await search(query, cancellationToken);
        return new CommandReply(SearchText.Of(found, context.Argument, context.Services.Zone));
    }

    private static async Task<CommandReply> ClearAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var cleared = await context.Session.ClearAsync(context.Request("/clear"), cancellationToken);
        return new CommandReply($"Cleared. {(cleared is { CancelledQuestion: true } ? "An open question was cancelled. " : "")}Take it back with /undo, or: lurkbot sessions undo {context.Session.Key}");
    }

    private static async Task<CommandReply> UndoAsync(CommandContext context, CancellationToken cancellationToken) =>
        new(await context.Session.UndoAsync(context.Request("/undo"), cancellationToken) is { } undone ? $"Took back {EntryText.Change(undone.Entry)}." : "There is nothing to take back.");

    private static async Task<CommandReply> ContextAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (view, model) = await context.Session.ViewContextAsync(context.Door, cancellationToken);
        return new CommandReply(view is null ? "The session has no messages yet." : ContextText.Of(ContextJson.Of(context.Session.Key, model, view, withMessages: false)).TrimEnd('\n'));
    }

    private static async Task<CommandReply> CompactAsync(CommandContext context, CancellationToken cancellationToken) =>
        new(CompactionText.Of(await context.Session.CompactAsync(context.Argument.Length == 0 ? null : context.Argument, context.Door, context.Request("/compact"), cancellationToken)));

    private static async Task<CommandReply> PinAsync(CommandContext context, CancellationToken cancellationToken) =>
        new(await context.Session.PinAsync(EntryId(context.Argument), context.Request("/pin"), cancellationToken) is { } pinned ? $"Pinned {pinned}. Take it back with /unpin {pinned.First}." : "There is nothing to pin.");

    private static async Task<CommandReply> UnpinAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var unpinned = await context.Session.UnpinAsync(EntryId(context.Argument), context.Request("/unpin"), cancellationToken);
        return new CommandReply(unpinned == 0 ? "Nothing is pinned there." : $"Took back {Plural.Of(unpinned, "pin")}.");
    }

    private static async Task<CommandReply> ToolsAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var told = await context.Session.ExplainAsync(context.Door, cancellationToken);
        var place = told.Sandbox is not { } sandbox ? "on this machine" : sandbox.Problem is { } problem ? $"nowhere: {problem}" : $"in the {sandbox.Backend} sandbox";
        return new CommandReply(string.Join('\n', [$"Tools work {place}, in {told.Plan.Workspace}", .. told.Plan.Tools.Select(tool => PlanText.ToolLine(ExplainedToolJson.Of(told.Plan, tool)))]));
    }

    private static async Task<CommandReply> StopAsync(CommandContext context, CancellationToken cancellationToken) =>
        new((await context.Stop(context.Argument is "all", cancellationToken)).ToString());

    private static async Task<CommandReply> StatusAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var standing = await context.Session.FindStoredAsync(cancellationToken) is { } session ? await TurnStanding.TellAsync(session, cancellationToken) : null;
        return new CommandReply($"Session {context.Session.Key}, {Plural.Of(context.Session.Info?.MessageCount ?? 0, "message")}, model {(await context.Session.PlanAsync(context.Door, cancellationToken)).Model.Model}{(standing is null ? "" : $", {standing}")}.");
    }

    private static async Task<CommandReply> UsageAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var (services, lines) = (context.Services, new List<string> { "This session: " + UsageText.Sentence(await context.Session.CountUsageAsync(cancellationToken)) });
        if (services.Options.Sessions.Persistence)
        {
            var report = new UsageReport(UsageGrouping.Day, services.Prices, services.Zone);
            var problems = await new UsageReader(services.Store).ReadAsync(UsageReport.DayStart(services.Time.GetUtcNow(), services.Zone), report.Add, cancellationToken);
            lines.AddRange(problems.Select(problem => "warning: " + problem));
            lines.Add("Today, all sessions: " + UsageText.Sentence(report.Total));
        }

        return new CommandReply(string.Join('\n', lines));
    }

    private static async Task<CommandReply> BudgetAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var amount = context.Argument switch
        {
            "" => null,
            "resume" => BudgetAmount.Again,
            var more => BudgetAmount.TryParse(more) ?? throw new LurkBotException($"{more} is no amount. Examples: +50%, +10000 (tokens), +$2.50."),
        };
        var status = amount is null ? await context.Session.ReadBudgetsAsync(cancellationToken) : await context.Session.RaiseBudgetsAsync(amount, context.Request("/budget"), cancellationToken);
        return new CommandReply(string.Join('\n', status.Count == 0 ? [BudgetOutput.None] : amount is null ? BudgetOutput.Lines(status) : BudgetOutput.Raised(status)));
    }

    /// <summary>An entry's number, with or without <c>#</c>; null for none.</summary>
    private static long? EntryId(string argument) => argument.Length == 0 ? null
        : long.TryParse(argument.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
        : throw new LurkBotException($"{argument} is not an entry: give its number, as sessions show prints it.");
}
