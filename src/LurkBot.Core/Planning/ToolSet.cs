using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Sandboxes;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Turns;
using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Planning;

/// <summary>The tools of one session: where they work, and how they are wrapped for a turn.</summary>
internal sealed class ToolSet : IDisposable
{
    /// <summary>Why an address is asked about.</summary>
    private const string NewHost = "A host that is new in this turn, which has read text from outside: the address may carry away what was read.";

    private readonly AssistantServices services;
    private readonly SessionKey key;
    private readonly ToolApprovals approvals;
    private IStoredSession? current;

    /// <summary>Finds where the tools of a session work.</summary>
    /// <param name="services">Configuration and clock.</param>
    /// <param name="key">The session.</param>
    /// <param name="folder">The folder that the owner named for their own terminal session; absolute. Others have their own.</param>
    /// <param name="charter">What a subagent was started with; null for any other session.</param>
    public ToolSet(AssistantServices services, SessionKey key, string? folder, SubagentCharter? charter = null)
    {
        (this.services, this.key) = (services, key);
        folder = charter?.Reads ?? (MayName(key) ? folder : null);
        approvals = new ToolApprovals(services.Options.Home);
        var sandboxed = ToolPolicy.IsSandboxed(key.Type, charter, services.Options.Sandbox);
        Place = new ToolEnvironment(
            folder ?? WorkspaceFolder.Of(services.Options.Home, services.Options.Workspaces, key),
            services.Options.Home,
            services.Options.Workspaces,
            SandboxLimits.Of(services.Options.Sandbox),
            isOwners: charter?.Reads is null ? folder is not null : charter.ReadsOwners,
            sandboxed ? () => services.Sandbox : null,
            services.Time,
            folder is null && services.Options.Sessions.Persistence ? Claim : null)
        {
            IsReadOnly = charter?.Reads is not null,
        };
    }

    /// <summary>Where they work.</summary>
    public ToolEnvironment Place { get; }

    /// <summary>Whether the owner may name the folder of a session: only of one in which only they speak.</summary>
    public static bool MayName(SessionKey key) => key.Type == SessionType.Main && string.Equals(key.Channel, "cli", StringComparison.Ordinal);

    public void Dispose() => Place.Dispose();

    /// <summary>Which calls of a turn must be approved.</summary>
    /// <param name="session">The session.</param>
    /// <param name="plan">The turn's plan.</param>
    /// <param name="messages">The messages that it answers.</param>
    /// <param name="hasRecalledOutside">Whether text of lower trust is quoted before it.</param>
    public TurnApprovals ApprovalsFor(IStoredSession session, TurnPlan plan, IReadOnlyList<UserEntry> messages, Func<bool> hasRecalledOutside) => new(
        plan.AsksBefore,
        plan.CanAsk,
        services.Options.Tools.ApprovalTimeout,
        async (tool, scope, cancellationToken) => await IsApprovedAsync(session, tool, scope, messages, hasRecalledOutside(), cancellationToken))
    {
        Approvers = services.ApproversOf(key),
        // Who is asked about nothing is not asked about this either.
        Suspicion = services.Options.Tools.AskOf(key.Channel).Count == 0 ? null : async (tool, scope, cancellationToken) =>
            tool is "web_fetch" && await ReadOutsideAsync(session, messages, hasRecalledOutside(), cancellationToken) is { HasAny: true } outside && outside.IsNew(scope) ? NewHost : null,
    };

    /// <summary>Keeps an approval for later calls.</summary>
    /// <param name="session">The session.</param>
    /// <param name="question">What was asked.</param>
    /// <param name="decision">The answer; one that is for this call alone is not kept.</param>
    public void Remember(IStoredSession session, ApprovalEntry question, ApprovalDecision decision)
    {
        if (!MayRemember(key))
            return;
        if (decision is ApprovalDecision.Always)
            approvals.Add(ApprovalScope.For(question.Name, session.Info.Id, question.Scope ?? ""));
        else if (decision is ApprovalDecision.Session)
            approvals.Add(new ToolApproval(question.Name, session.Info.Id, "") { Since = question.Id });
    }

    /// <summary>The tools of a turn.</summary>
    /// <param name="session">The session, which the record of calls names.</param>
    /// <param name="plan">The turn's plan.</param>
    /// <param name="asked">Which calls must be approved.</param>
    /// <param name="turn">The turn; 0 for a look at the tools.</param>
    /// <param name="messages">The messages that it answers.</param>
    /// <param name="report">Told what tools do.</param>
    /// <param name="hasRecalledOutside">Whether text of lower trust is quoted before it.</param>
    public IReadOnlyList<AIFunction> ForTurn(IStoredSession session, TurnPlan plan, TurnApprovals asked, long turn, IReadOnlyList<UserEntry> messages, Action<TurnUpdate> report, Func<bool> hasRecalledOutside)
    {
        // Not for a look: the handle would stay for as long as the tools.
        if (turn > 0)
            current = session;
        var sender = messages.Count == 0 ? "" : messages[^1].Sender?.Id ?? "";
        var exchange = ExchangeOf(session, plan, turn, messages);
        return
        [
            .. BuiltInTools.Create(Place, plan.Tools, services.ReadPage, new FileOutbox(services.LargestFileOf(key.Channel), session.PutBlobAsync), DeskOf(session, report), exchange, SubagentsOf(plan, exchange), FactsOf(session, plan, messages, report, hasRecalledOutside)).Select(tool => new AnnouncedFunction(
                new ApprovalFunction(Record(new MaskedFunction(new ValidatedFunction(tool), services.Secrets), session, turn, sender, report), asked),
                asked,
                (name, call) => report(new TurnUpdate.ToolStarted(name, call)),
                name => report(new TurnUpdate.ToolRunning(name)))),
        ];
    }

    /// <summary>Takes what a model proposes, and tells the owner what it comes to in our own words.</summary>
    private ScheduleDesk? DeskOf(IStoredSession session, Action<TurnUpdate> report) =>
        services.Schedules is not { } book ? null : new ScheduleDesk(book, key, session.Info.Id, services.Zone, services.Time, text => report(new TurnUpdate.Note(text)));

    /// <summary>What the turn can remember.</summary>
    private TurnFacts? FactsOf(IStoredSession session, TurnPlan plan, IReadOnlyList<UserEntry> messages, Action<TurnUpdate> report, Func<bool> hasRecalledOutside)
    {
        if (services.Facts is not { } memory || plan.Facts is not { } scope)
            return null;
        var speaker = messages.Count == 0 ? null : messages[^1].Sender;
        return new TurnFacts(
            memory,
            scope,
            services.Options.Context.Facts,
            new Sender(speaker?.Id ?? "", speaker?.Name, plan.Trust),
            new EntrySource(session.Info.Id, [.. messages.Select(message => message.Id)]),
            async cancellationToken => (await ReadOutsideAsync(session, messages, hasRecalledOutside(), cancellationToken)).HasAny,
            text => report(new TurnUpdate.Note(text)));
    }

    /// <summary>Records a call of a tool that the turn does not have.</summary>
    /// <param name="session">The session.</param>
    /// <param name="plan">The turn's plan.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="sender">The id of the sender.</param>
    /// <param name="call">The call.</param>
    /// <param name="report">Told when it cannot be recorded.</param>
    /// <returns>The rule that denies it; null when there is no such tool.</returns>
    public string? Refuse(IStoredSession session, TurnPlan plan, long turn, string sender, FunctionCallContent call, Action<TurnUpdate> report)
    {
        var rule = plan.Tools.FirstOrDefault(decision => string.Equals(decision.Tool, call.Name, StringComparison.Ordinal))?.Rule;
        var why = rule is null ? null : $"{call.Name} may not be used here: {rule}.";
        if (!services.Options.Sessions.Persistence)
            return why;
        try
        {
            services.ToolLog.AppendRefused(session, turn, sender, call, why ?? "There is no such tool.", services.Time);
        }
        catch (LurkBotException e)
        {
            report(new TurnUpdate.Note(e.Message));
        }

        return why;
    }

    /// <summary>Whether an approval in a session can hold for later calls: where others speak too, each call is approved for itself.</summary>
    /// <param name="key">The session.</param>
    public static bool MayRemember(SessionKey key) => key.Type == SessionType.Main;

    /// <summary>What reaches other sessions, for a turn and whoever wrote its messages.</summary>
    private TurnExchange? ExchangeOf(IStoredSession session, TurnPlan plan, long turn, IReadOnlyList<UserEntry> messages)
    {
        if (services.Exchange is not { } exchange)
            return null;
        var people = messages.Select(message => services.Access.PersonOf(key.Channel, message.Sender?.Id ?? "")).Distinct().ToList();
        var speaker = messages.Count == 0 ? null : messages[^1].Sender;
        return new TurnExchange(
            exchange,
            new SessionActor(key, plan.Trust, plan.Visibility, people),
            session,
            turn,
            new Sender(speaker?.Id ?? "", speaker?.Name, plan.Trust),
            messages.Count == 0 ? null : MessageOrigin.TryParse(messages[^1].Origin));
    }

    /// <summary>What a turn gives to subagents.</summary>
    private TurnSubagents? SubagentsOf(TurnPlan plan, TurnExchange? exchange) => exchange is null || services.Subagents is not { } desk ? null : new TurnSubagents(desk, exchange, [.. plan.Tools.Where(tool => tool.IsAllowed).Select(tool => tool.Tool)])
    {
        Workspace = plan.Workspace,
        IsOwnersWorkspace = Place.IsOwners,
        IsSandboxed = plan.IsSandboxed,
        Model = plan.Model.Model,
        Charter = plan.Charter,
        CanAsk = plan.CanAsk,
        IsAsked = plan.AsksBefore.Contains(TurnSubagents.Tool, StringComparer.Ordinal),
    };

    private async ValueTask<bool> IsApprovedAsync(IStoredSession session, string tool, string scope, IReadOnlyList<UserEntry> messages, bool hasRecalledOutside, CancellationToken cancellationToken)
    {
        if (!MayRemember(key) || (await ReadOutsideAsync(session, messages, hasRecalledOutside, cancellationToken)).HasAny)
            return false;
        var own = approvals.Read().Where(approval => approval.Session == session.Info.Id && string.Equals(approval.Tool, tool, StringComparison.Ordinal)).ToList();
        if (own.Exists(approval => approval.Since is null && ApprovalScope.Covers(approval, scope)))
            return true;
        if (!own.Exists(approval => approval.Since is not null))
            return false;
        // A clear or an archiving ends what was approved before it.
        var entries = await session.ReadAllAsync(cancellationToken);
        var ended = Math.Max(EffectiveHistory.LastClear(entries), entries.LastOrDefault(entry => entry is StateEntry { State: SessionState.Archived })?.Id ?? 0);
        return own.Exists(approval => approval.Since > ended);
    }

    private static async ValueTask<OutsideText> ReadOutsideAsync(IStoredSession session, IReadOnlyList<UserEntry> messages, bool hasRecalledOutside, CancellationToken cancellationToken) =>
        OutsideText.In(messages, messages.Count == 0 ? [] : await session.ReadAfterAsync(messages.Min(message => message.Id) - 1, cancellationToken), hasRecalledOutside);

    private void Claim()
    {
        if (current is not null)
            new WorkspaceClaims(services.Options.Home, services.Options.Workspaces).Take(key, current.Info.Id);
    }

    /// <summary>Where nothing that is said is kept, no call is recorded either.</summary>
    private AIFunction Record(AIFunction tool, IStoredSession session, long turn, string sender, Action<TurnUpdate> report) => services.Options.Sessions.Persistence
        ? new AuditedFunction(tool, services.ToolLog, session, turn, sender, Place.IsSandboxed, services.Time, problem => report(new TurnUpdate.Note(problem)))
        : tool;
}
