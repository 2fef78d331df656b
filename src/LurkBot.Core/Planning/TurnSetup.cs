using LurkBot.Access;
using LurkBot.Budgets;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Prompts;
using LurkBot.Recall;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Planning;

/// <summary>Plans the turns of one session from the configuration, and makes their models and tools.</summary>
internal sealed class TurnSetup : ITurnSetup, IDisposable
{
    private readonly AssistantServices services;
    private readonly SessionKey key;
    private readonly Dictionary<string, ToolSet> toolsOf = new(StringComparer.Ordinal);
    private Action<TurnUpdate>? report;
    private IChatClient? client;
    private string? clientModel;
    private MessageOverrides? start;

    private TurnSetup(AssistantServices services, SessionKey key, TurnBudget budgets) => (this.services, this.key, Budgets) = (services, key, budgets);

    /// <summary>Keeps the session within its budgets.</summary>
    public TurnBudget Budgets { get; }

    /// <summary>Compacts a session that a provider finds too long: the session, the plan, the tokens that were too many, where to say it.</summary>
    public Func<IStoredSession, TurnPlan, long, Action<string>, CancellationToken, Task>? OnOverflow { get; set; }

    /// <summary>Finds the model where nothing is set; null for a look of its own.</summary>
    public Func<Task<ResolvedModel>>? ChooseDefault { get; set; }

    /// <summary>Whether replies are asked for piece by piece.</summary>
    public bool Stream { get; init; } = true;

    /// <summary>Opens it.</summary>
    /// <param name="services">Configuration, store and clock.</param>
    /// <param name="key">The session.</param>
    /// <param name="stream">Whether replies are asked for piece by piece.</param>
    /// <param name="cancellationToken">Cancels the look at what is set for the session.</param>
    public static async Task<TurnSetup> OpenAsync(AssistantServices services, SessionKey key, bool stream, CancellationToken cancellationToken) =>
        new(services, key, await services.BudgetOfAsync(key, cancellationToken)) { Stream = stream };

    /// <summary>The plan of a turn.</summary>
    /// <param name="session">The session; null when it does not exist yet.</param>
    /// <param name="sender">How far the sender is trusted.</param>
    /// <param name="door">What the door says; null for nothing.</param>
    /// <param name="cancellationToken">Cancels the look for a default model.</param>
    /// <param name="sandboxProblem">Why the sandbox is missing, if known.</param>
    /// <param name="replyTo">Where the reply goes; null for where those of the session's channel go.</param>
    /// <param name="messages">What the turn answers; null for a look.</param>
    public async ValueTask<TurnPlan> PlanAsync(SessionInfo? session, Trust sender, MessageOverrides? door, CancellationToken cancellationToken, string? sandboxProblem = null, ReplyAddress? replyTo = null, IReadOnlyList<UserEntry>? messages = null)
    {
        var (options, subagent) = (services.Options, await StartAsync(cancellationToken));
        // What started a subagent holds for all its turns.
        if (door?.Subagent is not null)
            door = null;
        var model = await ModelSelection.ChooseAsync(services, key, door?.Model, session?.ChosenModel, cancellationToken, ChooseDefault, subagent);
        return TurnPlanner.Plan(new TurnPlanRequest(key, sender, options, services.Catalogue, model)
        {
            Zone = services.Zone,
            SystemPrompt = door?.SystemPrompt,
            Charter = subagent?.Subagent,
            SubagentPrompt = subagent?.SystemPrompt,
            SessionPrompt = await SessionSetting.FindAsync(services, key, options.Prompts.Sessions, "SYSTEM_PROMPT", onlyTakesAway: false, cancellationToken),
            ToolSet = await SessionSetting.FindAsync(services, key, options.Tools.Sessions, "TOOLS", onlyTakesAway: true, cancellationToken),
            Visibility = (await SessionSetting.FindAsync(services, key, options.Access.Sessions, "VISIBILITY", onlyTakesAway: false, cancellationToken))?.Visibility,
            HasExchange = services.Exchange is not null,
            Budgets = Budgets.Options,
            Workspace = ToolsAt(subagent?.Subagent?.Reads ?? door?.Workspace).Place.Folder,
            SandboxProblem = sandboxProblem,
            TakesFiles = services.LargestFileOf(replyTo?.Channel ?? key.Channel) > 0,
            HasSchedules = services.Schedules is not null,
            Facts = services.Facts is { } memory ? await memory.ScopeOfAsync(key, messages ?? [], cancellationToken) : null,
            CanAsk = (door ?? subagent)?.CanAsk ?? true,
            Counter = CounterOf(model),
        });
    }

    /// <summary>Makes sure that a plan's model can be asked, before a message for it is accepted.</summary>
    /// <param name="plan">The plan.</param>
    /// <exception cref="LurkBotException">It cannot: no key, say.</exception>
    public IChatClient ClientOf(TurnPlan plan)
    {
        if (client is null || !string.Equals(clientModel, plan.Model.Model, StringComparison.Ordinal))
        {
            var made = services.Models.Create(plan.Model.Model, text => report?.Invoke(new TurnUpdate.Note(text)));
            client?.Dispose();
            (client, clientModel) = (made, plan.Model.Model);
        }

        return client;
    }

    /// <summary>Where a model's tokens are guessed from letters, its provider's own numbers correct the guess.</summary>
    private TokenCounter CounterOf(ResolvedModel model)
    {
        var provider = services.Catalogue.Find(model.Model).Provider;
        var counter = services.Models.CounterOf(provider);
        return counter is RatioTokenCounter && provider != ModelProvider.Offline ? services.Calibration.CounterOf(model.Model) : counter;
    }

    /// <summary>The system prompt of a turn. The history is read only for a prompt that names the people in it.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="session">The session; null when it does not exist yet.</param>
    /// <param name="speaker">Who speaks now.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<string> BuildPromptAsync(TurnPlan plan, IStoredSession? session, Sender? speaker, CancellationToken cancellationToken)
    {
        var template = PromptFile.Read(plan.Prompt);
        var people = SystemPrompt.NamesPeople(template) ? ParticipantNames.Of(session is null ? [] : await session.ReadAllAsync(cancellationToken), speaker) : [];
        return SystemPrompt.Build(template, new PromptFacts(key, people, services.Time.GetUtcNow(), services.Zone));
    }

    /// <summary>The tools of a plan, for counting and showing.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="session">The session.</param>
    public IReadOnlyList<AIFunction> ToolsOf(TurnPlan plan, IStoredSession session)
    {
        var tools = ToolsAt(plan.Workspace);
        return tools.ForTurn(session, plan, tools.ApprovalsFor(session, plan, [], () => false), turn: 0, [], _ => { }, () => false);
    }

    /// <inheritdoc/>
    public async ValueTask<PreparedTurn> PrepareAsync(IStoredSession session, IReadOnlyList<UserEntry> messages, long turn, Action<TurnUpdate> report, CancellationToken cancellationToken)
    {
        this.report = report;
        var (door, speaker) = (messages.Count == 0 ? null : messages[^1].Door, messages.Count == 0 ? null : messages[^1].Sender);
        var trust = messages.Count == 0 ? Trust.Low : messages.Min(message => message.Sender?.Trust ?? Trust.Low);
        var replyTo = messages.Count == 0 ? (ReplyAddress?)null : ReplyAddress.Of(messages[^1].ReplyTo);
        var plan = await PlanAsync(session.Info, trust, door, cancellationToken, replyTo: replyTo, messages: messages);
        if (plan.Trust != Trust.Low && await HasOverheardAsync(session, plan, [.. messages.Select(message => message.Id)], cancellationToken))
            plan = await PlanAsync(session.Info, Trust.Low, door, cancellationToken, replyTo: replyTo, messages: messages);
        plan = await WithFactsAsync(plan, cancellationToken);
        var tools = ToolsAt(plan.Workspace);
        ContextQuotation? recalled = null;
        var (approvals, sender) = (tools.ApprovalsFor(session, plan, messages, HasRecalledOutside), speaker?.Id ?? "");
        // Text of lower trust is no less so for being remembered (RULES RE8).
        bool HasRecalledOutside() => recalled is { IsOutside: true } || plan.Context.Facts.Any(fact => fact.IsOutside);
        void Say(string text) => report(new TurnUpdate.Note(text));
        var asked = new FallbackChatClient(plan.Model.Model, ClientOf(plan), plan.Fallbacks, model => services.Models.Create(model, Say), Say);
        var options = new SessionTurnOptions
        {
            Model = plan.Model.Model,
            SystemPrompt = await BuildPromptAsync(plan, session, speaker, cancellationToken),
            Context = plan.Context,
            Overhears = plan.Trust == Trust.Low,
            OnOverflow = OnOverflow is null ? null : (held, tokens, cancellation) => OnOverflow(held, plan, tokens, Say, cancellation),
            MaxTokens = plan.MaxTokens,
            Temperature = plan.Temperature,
            Reasoning = plan.Reasoning,
            Stream = Stream,
            Tools = tools.ForTurn(session, plan, approvals, turn, messages, report, HasRecalledOutside),
            MaxToolCalls = plan.MaxToolCalls,
            OnUnknownCall = call => tools.Refuse(session, plan, turn, sender, call, report),
            Budget = Budgets,
        };
        recalled = await RecallAsync(session, options, plan, messages, turn, cancellationToken);
        options = options with { Context = options.Context with { Recalled = recalled } };
        return new PreparedTurn(asked, options, approvals, () =>
        {
            asked.Dispose();
            return ValueTask.CompletedTask;
        });
    }

    /// <summary>A plan whose context has what is remembered; a turn runs without it where that cannot be read.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<TurnPlan> WithFactsAsync(TurnPlan plan, CancellationToken cancellationToken)
    {
        if (services.Facts is not { } memory || plan.Facts is not { } scope)
            return plan;
        try
        {
            return plan with { Context = plan.Context with { Facts = [.. (await memory.ReadAsync(scope, cancellationToken)).Where(fact => !fact.IsProposed).Select(fact => fact.ToContext())] } };
        }
        catch (LurkBotException e)
        {
            services.Warn($"Nothing is told of what is remembered: {e.Message}");
            return plan;
        }
    }

    /// <summary>What is quoted before a turn that begins, or was when it began; a turn runs without it where the index cannot be used.</summary>
    private async ValueTask<ContextQuotation?> RecallAsync(IStoredSession session, SessionTurnOptions options, TurnPlan plan, IReadOnlyList<UserEntry> messages, long turn, CancellationToken cancellationToken)
    {
        var index = services.Options.Context.Recall is RecallMode.Off ? null : services.Recall;
        if ((index is null && options.Context.Facts.Count == 0) || messages.Count == 0)
            return null;
        var elsewhere = services.Options.Context.Recall is RecallMode.Person
            ? new RecallElsewhere(services, new SessionActor(key, plan.Trust, plan.Visibility, [.. messages.Select(message => services.Access.PersonOf(key.Channel, message.Sender?.Id ?? "")).Distinct()]))
            : null;
        var recall = new TurnRecall(index, services.Zone, elsewhere);
        try
        {
            return session.Info.Turns?.Open.Any(open => open.Turn == turn) == true
                ? await recall.FindAsync(session, turn, messages[0].Id, options.Context, cancellationToken)
                : await recall.ChooseAsync(session, messages, ContextOverhead.AddTo(options.Context, options.SystemPrompt, options.Tools), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // What is not recalled can be asked for; a message that is not answered is lost.
            services.Warn($"Nothing is recalled of earlier messages: {e.Message}");
            return null;
        }
    }

    /// <summary>Whether the model sees what was said by others, and not to it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="plan">The turn's plan.</param>
    /// <param name="asked">The turn's messages; for one that did not come yet, the next entry.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<bool> HasOverheardAsync(IStoredSession session, TurnPlan plan, IReadOnlyList<long> asked, CancellationToken cancellationToken)
    {
        return NoteSelection.HasOverheard(await ContextReader.ReadAsync(session, plan.Context with { Asked = asked }, cancellationToken), asked, services.Time.GetUtcNow(), plan.Context.Counter);
    }

    /// <summary>Keeps an approval for later calls.</summary>
    /// <param name="session">The session.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="decision">The answer.</param>
    public void Remember(IStoredSession session, ApprovalEntry question, ApprovalDecision decision) => ToolsAt(null).Remember(session, question, decision);

    public void Dispose()
    {
        client?.Dispose();
        foreach (var tools in toolsOf.Values.Distinct())
            tools.Dispose();
    }

    /// <summary>What a subagent was started with: what its session's first message says. Null for any other session.</summary>
    private async ValueTask<MessageOverrides?> StartAsync(CancellationToken cancellationToken)
    {
        if (key.Type is not SessionType.Subagent || start is not null)
            return start;
        await using var session = await services.Store.OpenAsync(key, cancellationToken);
        if (session is null || (await session.ReadAllAsync(cancellationToken)).OfType<UserEntry>().FirstOrDefault()?.Door is not { Subagent: not null } door)
            return null;
        start = door;
        // A look before the session began knew nothing of its bounds.
        foreach (var tools in toolsOf.Values.Distinct())
            tools.Dispose();
        toolsOf.Clear();
        return start;
    }

    /// <summary>The tools that work in a folder; null for the session's own.</summary>
    private ToolSet ToolsAt(string? folder)
    {
        if (!toolsOf.TryGetValue(folder ?? "", out var tools))
        {
            toolsOf[folder ?? ""] = tools = new ToolSet(services, key, folder, start?.Subagent);
            toolsOf.TryAdd(tools.Place.Folder, tools);
        }

        return tools;
    }
}
