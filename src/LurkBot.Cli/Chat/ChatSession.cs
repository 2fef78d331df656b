using System.Globalization;
using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Cli.Commands;
using LurkBot.Cli.Composition;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Cli.Chat;

/// <summary>One session as the terminal talks to it.</summary>
internal sealed partial class ChatSession : IAsyncDisposable
{
    private const int SaidWithin = 500;

    private const string Owner = "owner";

    private static readonly Sender Me = new(Owner, Environment.UserName, Trust.Full);

    private static readonly SessionType[] OtherTypes = [SessionType.Dm, SessionType.Group, SessionType.Topic, SessionType.Subagent];

    private readonly Host host;
    private readonly TurnSetup setup;
    private readonly SessionInbox inbox;
    private readonly SessionRunner runner;
    private readonly SessionMailbox mailbox = new();
    private readonly string name = Guid.CreateVersion7().ToString("N");
    private IStoredSession? stored;
    private TurnPlan plan = null!;
    private readonly HashSet<long> mine = [];
    private int said;

    private ChatSession(Host host, SessionKey key, ChatSettings settings, TurnSetup setup)
    {
        (this.host, Key, Settings, this.setup) = (host, key, settings, setup);
        var options = host.Options.Sessions;
        inbox = new SessionInbox(host.Store, host.Time);
        runner = new SessionRunner(host.Store, inbox, setup, new SessionRunnerOptions { QueueMode = options.QueueMode, PendingMaxAge = options.PendingMaxAge }, host.Time);
        setup.OnOverflow = CompactOverflowAsync;
    }

    public SessionKey Key { get; }

    /// <summary>What the command line said; kept for the sessions that the chat goes to.</summary>
    public ChatSettings Settings { get; private set; }

    /// <summary>Files that go with the next message, in whatever session.</summary>
    public PendingFiles Pending { get; private init; } = new();

    /// <summary>Where tools work.</summary>
    public string ToolsFolder => plan.Workspace;

    /// <summary>Whether what is said is written to disk.</summary>
    public bool IsKept => host.Options.Sessions.Persistence;

    /// <summary>The plan of the next turn.</summary>
    public TurnPlan Plan => plan;

    /// <summary>The model of the next turn.</summary>
    public string Model => Choice.Model;

    /// <summary>That model, and why it is used.</summary>
    public ResolvedModel Choice => plan.Model;

    /// <summary>What the session holds; null before its first message.</summary>
    public SessionInfo? Info => stored?.Info;

    /// <summary>Whether a message or a turn of the session waits.</summary>
    public bool HasWaiting => stored is not null && stored.Info.Turns is null or { Pending.Count: > 0 } or { Open.Count: > 0 };

    /// <summary>What each message of this chat says over the configuration; null for nothing.</summary>
    private MessageOverrides? Door(bool canAsk) => Settings.Model is null && Settings.SystemPrompt is null && Settings.Workspace is null && canAsk
        ? null
        : new MessageOverrides("") { Model = Settings.Model, SystemPrompt = Settings.SystemPrompt, Workspace = Settings.Workspace, CanAsk = canAsk };

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

        var chat = new ChatSession(host, key, settings, await TurnSetup.OpenAsync(host, key, settings.Stream, cancellationToken)) { stored = found, Pending = pending ?? new PendingFiles() };
        await chat.PlanAsync(cancellationToken);
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

    /// <summary>Accepts a message and sees to its answer.</summary>
    /// <returns>How the turn that answered it ended.</returns>
    /// <exception cref="LurkBotException">It was not accepted, or taken back: it may be said again.</exception>
    public Task<TurnResult> AskAsync(string text, ReplySink sink, CancellationToken cancellationToken) =>
        mailbox.PostAsync(cancellation => AskNextAsync(text, sink, cancellation), cancellationToken);

    /// <summary>Answers what waits: messages and turns that other processes left behind.</summary>
    /// <returns>How the last turn ended; null when none ran.</returns>
    public Task<TurnResult?> AnswerWaitingAsync(ReplySink sink, CancellationToken cancellationToken) => mailbox.PostAsync(
        async cancellation => stored is null ? null : await RunAsync(stored, new RunRequest(Owner, TimeSpan.Zero), sink, cancellation),
        cancellationToken);

    /// <summary>Stops the turn of the session, in whatever process.</summary>
    /// <param name="all">Whether messages that wait are cancelled too.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>What was done.</returns>
    public async Task<StopResult> StopAsync(bool all, CancellationToken cancellationToken) =>
        stored is null ? new StopResult(false, 0, 0) : await runner.StopAsync(stored, all, new SessionChange(Owner, all ? "/stop all" : "/stop"), cancellationToken);

    private async Task<TurnResult> AskNextAsync(string text, ReplySink sink, CancellationToken cancellationToken)
    {
        await PlanAsync(cancellationToken);
        setup.ClientOf(plan);
        stored ??= await host.Store.OpenOrCreateAsync(Key, cancellationToken);
        SayWhatWasCompacted(sink);
        // With --no-wait the session is taken before anything is stored, and held until the turn runs (RULES TU8).
        await using var held = Settings.Wait ? null : await stored.TakeTurnAsync(new TurnLeaseRequest(Owner, TimeSpan.Zero), cancellationToken);
        var message = new InboundMessage(Key, text, Me, ReplyAddress.Cli)
        {
            Source = string.Create(CultureInfo.InvariantCulture, $"cli:{host.Store.Process.Id}:{name}:{++said}:1"),
            Files = Pending.Files,
            Attachments = Pending.Again,
            Door = Door(canAsk: sink.OnAsk is not null),
        };
        var accepted = await inbox.AcceptAsync(stored, message, cancellationToken);
        mine.Add(accepted.Entry.Id);
        var request = new RunRequest(Me.Name ?? Owner, Settings.Wait ? host.Options.Sessions.LockTimeout : TimeSpan.Zero) { UpTo = accepted.Entry.Id, Lease = held };
        TurnResult result;
        try
        {
            result = await RunAsync(stored, request, sink, cancellationToken) ?? throw new MessageAcceptedException(Key, accepted.Entry.Id, stored.FindLeaseOwner());
        }
        catch (MessageAcceptedException)
        {
            // Its files are in the session with it.
            Pending.Clear();
            throw;
        }

        if (result is { Fate: TurnFate.Refused, Error: { } why })
            throw why;
        Pending.Clear();
        return result;
    }

    /// <summary>Shows what a runner does; when it asks, passes on the answer and lets it go on.</summary>
    private async Task<TurnResult?> RunAsync(IStoredSession session, RunRequest request, ReplySink sink, CancellationToken cancellationToken)
    {
        var (result, last) = ((TurnResult?)null, (TurnResult?)null);
        var view = new TurnView(Key, sink, request.UpTo, mine, waiting => OnWaiting(Settings.Wait && request.LockTimeout > TimeSpan.Zero, waiting.Owner));
        for (var token = cancellationToken; ;)
        {
            TurnUpdate.ApprovalAsked? asked = null;
            await foreach (var update in runner.RunAsync(session, request, token))
            {
                if (update is TurnUpdate.ApprovalAsked question)
                    asked = question;
                else if (update is TurnUpdate.Ended ended)
                    (last, result) = (ended.Result, request.UpTo is { } own && ended.Result.Answers.Contains(own) ? ended.Result : result);
                view.Show(update);
            }

            if (asked is null || result is not null)
                return result ?? (request.UpTo is null ? last : null);
            view.Approve(asked.Question.Turn);
            token = await AnswerAsync(session, asked, sink, cancellationToken) ? cancellationToken : CancellationToken.None;
        }
    }

    /// <summary>Asks the owner, and keeps the answer.</summary>
    /// <returns>False when the owner stops the turn instead.</returns>
    private async Task<bool> AnswerAsync(IStoredSession session, TurnUpdate.ApprovalAsked asked, ReplySink sink, CancellationToken cancellationToken)
    {
        var decision = ApprovalDecision.No;
        try
        {
            decision = sink.OnAsk is null ? ApprovalDecision.No : await AskAsync(asked, sink.OnAsk, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await runner.StopAsync(session, all: false, new SessionChange(Owner, "Ctrl-C"), CancellationToken.None);
            return false;
        }

        var outcome = await SessionRunner.AnswerAsync(session, asked.Question, decision, decision is ApprovalDecision.Expired ? "lurkbot" : Owner, host.Time, cancellationToken);
        if (outcome is ApprovalOutcome.Stored)
            setup.Remember(session, asked.Question, decision);
        await PlanAsync(cancellationToken);
        var isForbidden = outcome is ApprovalOutcome.Stored && decision is not (ApprovalDecision.No or ApprovalDecision.Expired) && !plan.Tools.Any(tool => tool.IsAllowed && string.Equals(tool.Tool, asked.Question.Name, StringComparison.Ordinal));
        if (sink.OnAsk is not null)
            sink.OnNote(isForbidden ? $"Your answer came too late: {asked.Question.Name} is no longer allowed here, so the call does not run." : ToolPrompt.Describe(outcome, decision));
        return true;
    }

    private async Task<ApprovalDecision> AskAsync(TurnUpdate.ApprovalAsked asked, Func<ToolQuestion, CancellationToken, Task<ToolAnswer>> ask, CancellationToken cancellationToken)
    {
        var left = (asked.Question.ExpiresAt ?? host.Time.GetUtcNow()) - host.Time.GetUtcNow();
        using var expiry = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, host.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(expiry.Token, cancellationToken);
        try
        {
            return await ask(new ToolQuestion(asked.Question.Name, asked.Call, ToolsFolder), either.Token).WaitAsync(either.Token) switch
            {
                ToolAnswer.Once => ApprovalDecision.Once,
                ToolAnswer.Session => ApprovalDecision.Session,
                ToolAnswer.Always => ApprovalDecision.Always,
                _ => ApprovalDecision.No,
            };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return ApprovalDecision.Expired;
        }
    }

    /// <summary>Sets the session's own model; null goes back to the default.</summary>
    public async Task SetModelAsync(string? model, CancellationToken cancellationToken)
    {
        // What the alias stands for today is what the session keeps.
        model = model is null ? null : host.Catalogue.Resolve(model);
        if (model is not null)
            setup.Models.Create(model).Dispose();
        stored ??= await host.Store.OpenOrCreateAsync(Key, cancellationToken);
        Settings = Settings with { Model = null };
        await AppendAsync(new SettingsEntry { Model = model ?? "", Reason = "/model" }, cancellationToken);
        await PlanAsync(cancellationToken);
    }

    /// <summary>Starts afresh; the history stays.</summary>
    /// <returns>Whether an open question was cancelled.</returns>
    public async Task<bool> ClearAsync(CancellationToken cancellationToken)
    {
        if (stored is null)
            return false;
        await using var hold = await TakeTurnAsync(cancellationToken);
        return await SessionClear.AppendAsync(stored, hold, new SessionChange(Owner, "/clear"), host.Time, cancellationToken);
    }

    /// <summary>Takes back the last clear, turn, summary or setting.</summary>
    /// <returns>What it was; null when there is nothing to take back.</returns>
    public async Task<Entry?> UndoAsync(string reason, CancellationToken cancellationToken)
    {
        await using var hold = stored is null ? null : await TakeTurnAsync(cancellationToken);
        var undone = stored is null ? null : await SessionUndo.AppendAsync(stored, "owner", reason, host.Time, cancellationToken);
        await PlanAsync(cancellationToken);
        return undone;
    }

    /// <summary>Takes back the last turn, to be answered again.</summary>
    /// <returns>What was said in it; null when something else came last.</returns>
    public async Task<string?> TakeBackTurnAsync(CancellationToken cancellationToken)
    {
        if (stored is null)
            return null;
        await RequireNoTurnAsync(stored, cancellationToken);
        var map = TurnMap.Of(await stored.ReadAllAsync(cancellationToken));
        // A message that waits is not answered yet: another terminal may be its door.
        if (EffectiveHistory.LastUndoable([.. map.Entries.OrderBy(entry => entry.Id)]) is not UserEntry last || map.IsWaiting(last.Id) || await UndoAsync("/retry", cancellationToken) is not UserEntry undone)
            return null;
        var questions = map.QuestionsOf(map.TurnOf(undone));
        Pending.Again = [.. questions.SelectMany(message => message.Attachments)];
        return string.Join("\n\n", questions.Select(message => message.Content).Where(content => content.Length > 0));
    }

    /// <exception cref="LurkBotException">Another turn runs.</exception>
    private static async Task RequireNoTurnAsync(IStoredSession session, CancellationToken cancellationToken)
    {
        try
        {
            await using var hold = await session.TakeTurnAsync(new TurnLeaseRequest(Owner, TimeSpan.Zero), cancellationToken);
        }
        catch (SessionBusyException e)
        {
            throw new LurkBotException($"Another turn is running in this session ({e.Holder?.ToString() ?? "another LurkBot"}). Use /retry when it has ended.", e);
        }
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
    public async Task<IReadOnlyList<BudgetStatus>> ReadBudgetsAsync(CancellationToken cancellationToken) =>
        stored is null ? setup.Budgets.ReadNew(Owner) : await setup.Budgets.ReadAsync(stored, cancellationToken);

    /// <summary>Gives this session more than the budgets allow.</summary>
    /// <returns>The budgets that were raised.</returns>
    public async Task<IReadOnlyList<BudgetStatus>> RaiseBudgetsAsync(BudgetAmount amount, CancellationToken cancellationToken)
    {
        stored ??= await host.Store.OpenOrCreateAsync(Key, cancellationToken);
        await using var hold = await TakeTurnAsync(cancellationToken);
        return await setup.Budgets.ExtendAsync(stored, amount, new SessionChange("owner", "/budget"), cancellationToken);
    }

    /// <summary>What the owner said in this session lately, the oldest first.</summary>
    public async Task<IReadOnlyList<string>> ReadSaidAsync(CancellationToken cancellationToken) => stored is null
        ? []
        : [.. (await stored.ReadNewestAsync(SaidWithin, cancellationToken)).OfType<UserEntry>().Where(entry => entry.Origin is null).Select(entry => entry.Content)];

    public async ValueTask DisposeAsync()
    {
        await StopCompactingAsync();
        await mailbox.DisposeAsync();
        if (stored is not null)
            await stored.DisposeAsync();
        setup.Dispose();
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

    private async Task PlanAsync(CancellationToken cancellationToken) => plan = await setup.PlanAsync(stored?.Info, Me.Trust, Door(canAsk: true), cancellationToken);

    internal static void OnWaiting(bool waits, TurnLeaseOwner? holder)
    {
        if (waits)
            Console.Error.WriteLine(TerminalText.Sanitize($"Waiting for {holder?.ToString() ?? "another LurkBot"}, who is being answered in this session."));
    }
}
