using LurkBot.Accounting;
using LurkBot.Agents;
using LurkBot.Budgets;
using LurkBot.Catalogue;
using LurkBot.Cli.Commands;
using LurkBot.Cli.Tools;
using LurkBot.Configuration;
using LurkBot.History;
using LurkBot.Models;
using LurkBot.Prompts;
using LurkBot.Sessions;
using LurkBot.Text;
using Microsoft.Extensions.AI;

namespace LurkBot.Cli.Chat;

/// <summary>One session as the terminal talks to it.</summary>
internal sealed partial class ChatSession : IAsyncDisposable
{
    private const int SaidWithin = 500;

    private const string Owner = "owner";

    private static readonly Sender Me = new(Owner, Environment.UserName, Trust.Full);

    private static readonly SessionType[] OtherTypes = [SessionType.Dm, SessionType.Group, SessionType.Topic, SessionType.Subagent];

    private readonly Host host;
    private readonly ModelClients models;
    private readonly SessionMailbox mailbox = new();
    private PromptChoice prompt = new(new PromptSetting("", null), "");
    private readonly BudgetWatch watch;
    private readonly SessionTools tools;
    private IStoredSession? stored;
    private IChatClient? client;
    private string? clientModel;
    private Action<string>? note;

    private ChatSession(Host host, SessionKey key, ChatSettings settings, BudgetWatch watch, SessionTools tools)
    {
        (this.host, Key, Settings, this.watch, this.tools) = (host, key, settings, watch, tools);
        models = new ModelClients(host.Options.Models, host.Time, text => note?.Invoke(text));
    }

    public SessionKey Key { get; }

    /// <summary>What the command line said; kept for the sessions that the chat goes to.</summary>
    public ChatSettings Settings { get; private set; }

    /// <summary>Files that go with the next message, in whatever session.</summary>
    public PendingFiles Pending { get; private init; } = new();

    /// <summary>Where tools work.</summary>
    public string ToolsFolder => tools.Place.Folder;

    /// <summary>Whether what is said is written to disk.</summary>
    public bool IsKept => host.Options.Sessions.Persistence;

    /// <summary>The model of the next turn.</summary>
    public string Model => Choice.Model;

    /// <summary>That model, and why it is used.</summary>
    public ModelChoice Choice { get; private set; } = new(ModelClients.Offline, "");

    /// <summary>What the session holds; null before its first message.</summary>
    public SessionInfo? Info => stored?.Info;

    /// <summary>Opens a session by name or key; one that does not exist is made with its first message.</summary>
    /// <param name="host">Configuration, store and clock.</param>
    /// <param name="name">The name or key.</param>
    /// <param name="settings">What the command line says.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <param name="pending">Files that wait for the next message; null for none.</param>
    public static async Task<ChatSession> OpenAsync(Host host, string name, ChatSettings settings, CancellationToken cancellationToken, PendingFiles? pending = null)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new CommandException(ExitCodes.Usage, "A session needs a name.");
        var key = SessionsLifecycleCommands.KeyOf(name, "cli", SessionType.Main);
        var isWholeKey = name.Contains(':', StringComparison.Ordinal);
        var found = isWholeKey ? await OpenRekeyedAsync(host, key, cancellationToken) : await host.Store.OpenAsync(key, cancellationToken);
        foreach (var type in isWholeKey ? [] : OtherTypes)
        {
            // A fork of a less trusted session keeps its type; its name alone finds it all the same.
            if (found is null && await host.Store.OpenAsync(SessionKey.Create("cli", name, type), cancellationToken) is { } other)
                (key, found) = (other.Info.Key, other);
        }

        var ownTools = await SessionTools.OpenAsync(host, key, settings.Workspace, cancellationToken);
        var chat = new ChatSession(host, key, settings, await host.WatchAsync(key, cancellationToken), ownTools) { stored = found, Pending = pending ?? new PendingFiles() };
        await chat.ChooseModelAsync(cancellationToken);
        await chat.ChoosePromptAsync(cancellationToken);
        return chat;
    }

    /// <summary>A chat whose session has another type goes on in it; only more trust takes a command of its own.</summary>
    private static async Task<IStoredSession?> OpenRekeyedAsync(Host host, SessionKey key, CancellationToken cancellationToken)
    {
        if (await SessionRekeying.FindAsync(host.Store, key, cancellationToken) is { } former)
        {
            if (key.Type.MaximumTrust() > former.Type.MaximumTrust())
                throw new CommandException(ExitCodes.Usage, $"This chat's session is {former}. To give it the trust of {key}: lurkbot sessions rename {former} {key}");
            Console.Error.WriteLine(TerminalText.Sanitize($"The session {former} is {key} from here on; its history stays."));
        }

        return await SessionRekeying.OpenAsync(host.Store, key, new SessionChange("owner", $"the chat was opened as {key.Type.ToText()}"), cancellationToken);
    }

    /// <summary>Runs one turn.</summary>
    public async Task<TurnResult> AskAsync(string text, ReplySink sink, CancellationToken cancellationToken)
    {
        if (client is null || !string.Equals(clientModel, Model, StringComparison.Ordinal))
        {
            client?.Dispose();
            (client, clientModel) = (models.Create(Model), Model);
        }

        var message = new UserEntry { Content = text, Sender = Me, ReplyTo = "terminal", Attachments = Pending.Again };
        var systemPrompt = await BuildPromptAsync(message.Sender, cancellationToken);
        stored ??= await host.Store.OpenOrCreateAsync(Key, cancellationToken);
        var options = host.Options;
        note = sink.OnNote;
        SayWhatWasCompacted(sink);
        using var asked = new FallbackChatClient(Model, client, [.. options.Models.FallbackModels.Select(host.Catalogue.Resolve)], models.Create, sink.OnNote);
        var turn = new SessionTurn(stored, asked, new SessionTurnOptions
        {
            Model = Model,
            SystemPrompt = systemPrompt,
            Context = host.ContextFor(Model),
            OnOverflow = CompactOverflowAsync,
            MaxTokens = options.Models.MaxTokens,
            Temperature = options.Models.Temperature,
            Reasoning = host.Reasoning,
            Stream = Settings.Stream,
            Tools = tools.ForTurn(stored, message.Sender, sink),
            OnUnknownCall = call => tools.Refuse(stored, message.Sender, call, sink.OnNote),
            Budget = watch,
            OnNote = sink.OnNote,
            LockTimeout = Settings.Wait ? options.Sessions.LockTimeout : TimeSpan.Zero,
            OnWaiting = holder => OnWaiting(Settings.Wait, holder),
            OnReasoning = sink.OnReasoning,
        }, host.Time);
        var result = await mailbox.PostAsync(cancellation => turn.RunAsync(message, Pending.Files, sink.OnText, cancellation), cancellationToken);
        Pending.Clear();
        lastPrompt = systemPrompt;
        return result;
    }

    /// <summary>Sets the session's own model; null goes back to the default.</summary>
    public async Task SetModelAsync(string? model, CancellationToken cancellationToken)
    {
        // What the alias stands for today is what the session keeps.
        model = model is null ? null : host.Catalogue.Resolve(model);
        if (model is not null)
            models.Create(model).Dispose();
        stored ??= await host.Store.OpenOrCreateAsync(Key, cancellationToken);
        Settings = Settings with { Model = null };
        await AppendAsync(new SettingsEntry { Model = model ?? "", Reason = "/model" }, cancellationToken);
        await ChooseModelAsync(cancellationToken);
    }

    /// <summary>Starts afresh; the history stays.</summary>
    public Task ClearAsync(CancellationToken cancellationToken) => stored is null
        ? Task.CompletedTask
        : AppendAsync(new ClearEntry { Reason = "/clear" }, cancellationToken);

    /// <summary>Takes back the last clear, turn, summary or setting.</summary>
    /// <returns>What it was; null when there is nothing to take back.</returns>
    public async Task<Entry?> UndoAsync(string reason, CancellationToken cancellationToken)
    {
        await using var hold = stored is null ? null : await TakeTurnAsync(cancellationToken);
        var undone = stored is null ? null : await SessionUndo.AppendAsync(stored, "owner", reason, host.Time, cancellationToken);
        await ChooseModelAsync(cancellationToken);
        return undone;
    }

    /// <summary>Takes back the last turn, to be answered anew.</summary>
    /// <returns>Its message; null when something else came last.</returns>
    public async Task<string?> TakeBackTurnAsync(CancellationToken cancellationToken)
    {
        if (stored is null || EffectiveHistory.LastUndoable(await stored.ReadAllAsync(cancellationToken)) is not UserEntry
            || await UndoAsync("/retry", cancellationToken) is not UserEntry said)
            return null;
        Pending.Again = said.Attachments;
        return said.Content;
    }

    /// <summary>Begins a new session with this one's history.</summary>
    /// <returns>Its key.</returns>
    public async Task<SessionKey> ForkAsync(string name, CancellationToken cancellationToken)
    {
        var target = SessionsLifecycleCommands.KeyOf(name, "cli", Key.Type);
        await host.Store.ForkAsync(Key, at: null, target, new SessionChange("owner", "/fork"), cancellationToken);
        return target;
    }

    /// <summary>Adds up the calls that this session made.</summary>
    public async Task<UsageSum> CountUsageAsync(CancellationToken cancellationToken) => stored is null
        ? UsageSum.None
        : SessionCalls.Of(stored.Info.Id, await stored.ReadAllAsync(cancellationToken)).Aggregate(UsageSum.None, (sum, call) => sum.Plus(call, host.Prices));

    /// <summary>How the budgets stand for this session.</summary>
    public async Task<IReadOnlyList<BudgetStand>> ReadBudgetsAsync(CancellationToken cancellationToken) =>
        stored is null ? watch.ReadNew(Owner) : await watch.ReadAsync(stored, cancellationToken);

    /// <summary>Gives this session more than the budgets allow.</summary>
    /// <returns>The budgets that were raised.</returns>
    public async Task<IReadOnlyList<BudgetStand>> RaiseBudgetsAsync(BudgetAmount amount, CancellationToken cancellationToken)
    {
        stored ??= await host.Store.OpenOrCreateAsync(Key, cancellationToken);
        await using var hold = await TakeTurnAsync(cancellationToken);
        return await watch.ExtendAsync(stored, amount, new SessionChange("owner", "/budget"), cancellationToken);
    }

    /// <summary>What the owner said in this session lately, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> ReadSaidAsync(CancellationToken cancellationToken) => stored is null
        ? []
        : [.. (await stored.ReadNewestAsync(SaidWithin, cancellationToken)).OfType<UserEntry>().Where(entry => entry.Origin is null).Select(entry => entry.Content)];

    public async ValueTask DisposeAsync()
    {
        await StopCompactingAsync();
        await mailbox.DisposeAsync();
        client?.Dispose();
        if (stored is not null)
            await stored.DisposeAsync();
        tools.Dispose();
    }

    private async Task AppendAsync(SystemEntry entry, CancellationToken cancellationToken)
    {
        await using var hold = await TakeTurnAsync(cancellationToken);
        await stored!.AppendAsync([entry with { At = host.Time.GetUtcNow(), Actor = "owner" }], cancellationToken);
    }

    /// <summary>Changes of the session wait for the turn under way, as messages do.</summary>
    private async Task<TurnLease> TakeTurnAsync(CancellationToken cancellationToken) => await stored!.TakeTurnAsync(
        new TurnLeaseRequest("owner", Settings.Wait ? host.Options.Sessions.LockTimeout : TimeSpan.Zero, holder => OnWaiting(Settings.Wait, holder)),
        cancellationToken);

    private async Task ChooseModelAsync(CancellationToken cancellationToken) =>
        Choice = await ModelSelection.ChooseAsync(host, models, Key, Settings.Model, stored?.Info.ChosenModel, cancellationToken);

    private async Task ChoosePromptAsync(CancellationToken cancellationToken)
    {
        var options = host.Options;
        var forSession = await SessionSetting.FindAsync(host, Key, options.Sessions.Prompts, "SYSTEM_PROMPT", onlyTakesAway: false, cancellationToken);
        prompt = PromptChooser.Choose(Key, Settings.SystemPrompt, forSession, options.Models.ChannelPrompts.TryGetValue(ChannelEnvironmentName.For(Key.Channel), out var forChannel) ? forChannel : null, options.Models.SystemPrompt);
    }

    /// <summary>The system prompt of the next turn. The history is read only for a prompt that names the people in it.</summary>
    private async Task<string> BuildPromptAsync(Sender speaker, CancellationToken cancellationToken)
    {
        var template = PromptFile.Read(prompt);
        var people = SystemPrompt.NamesPeople(template) ? PeopleNames.Of(stored is null ? [] : await stored.ReadAllAsync(cancellationToken), speaker) : [];
        return SystemPrompt.Build(template, new PromptFacts(Key, people, host.Time.GetUtcNow(), host.Zone));
    }

    internal static void OnWaiting(bool waits, TurnLeaseOwner? holder)
    {
        if (waits)
            Console.Error.WriteLine(TerminalText.Sanitize($"Waiting for {holder?.ToString() ?? "another LurkBot"}, who is being answered in this session."));
    }
}
