using System.Collections.Concurrent;
using System.Globalization;
using LurkBot.Commands;
using LurkBot.Compaction;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;

namespace LurkBot.Doors;

/// <summary>The assistant in this process.</summary>
internal sealed partial class Assistant : IAssistant, ITurnSetup
{
    private const string Owner = "owner";

    private static readonly SessionType[] OtherTypes = [SessionType.Dm, SessionType.Group, SessionType.Topic, SessionType.Subagent];

    private readonly AssistantServices services;
    private readonly bool compactsInBackground;
    private readonly SessionHub hub;
    private readonly SessionInbox inbox;
    private readonly SessionRunner runner;
    private readonly Errands errands;
    private readonly CancellationToken closing;
    /// <summary>Sessions that are held for a message, by its name.</summary>
    private readonly ConcurrentDictionary<string, TurnLease> held = new(StringComparer.Ordinal);

    /// <summary>Puts it together.</summary>
    /// <param name="services">What turns share.</param>
    /// <param name="options">Which messages this process answers, and how.</param>
    /// <param name="hub">How many sessions stay open.</param>
    /// <param name="compactsInBackground">Whether sessions are compacted after a reply, while its reader reads.</param>
    /// <param name="loggers">Make the loggers of this process; null when nobody reads them.</param>
    /// <param name="telemetry">The process's traces and metrics; null when there are none.</param>
    public Assistant(AssistantServices services, SessionRunnerOptions options, SessionHubOptions hub, bool compactsInBackground, ILoggerFactory? loggers = null, LurkBotTelemetry? telemetry = null)
    {
        (this.services, this.compactsInBackground) = (services, compactsInBackground);
        this.hub = new SessionHub(services, hub, loggers, telemetry);
        inbox = new SessionInbox(services.Store, services.Time);
        Subagents = new SubagentSlots(() => services.Options.Subagents.MaxRunning, () => services.Options.Subagents.MaxWaiting);
        closing = options.Closing;
        errands = new Errands(this, services.Store, services.Time, closing);
        runner = new SessionRunner(services.Store, inbox, this, options, services.Time, loggers?.CreateLogger<SessionRunner>(), telemetry);
    }

    /// <summary>Accepts messages.</summary>
    internal SessionInbox Inbox => inbox;

    /// <summary>The open sessions.</summary>
    public SessionHub Hub => hub;

    /// <summary>Told what happens in turns, whichever door runs them; must return at once.</summary>
    /// <value>Default: null, no one is told.</value>
    internal Action<SessionKey, TurnUpdate>? OnUpdate { get; set; }

    /// <inheritdoc/>
    public async ValueTask<SessionView> OpenAsync(string name, DoorRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(name))
            throw new InvalidSessionKeyException("A session needs a name.");
        var (key, note) = await ResolveAsync(name, cancellationToken);
        await using var use = await hub.UseAsync(key, cancellationToken);
        await use.Session.FindStoredAsync(cancellationToken);
        var plan = await use.Session.PlanAsync(request.Overrides, cancellationToken);
        return new SessionView(key, plan.Model.Model, plan.Workspace)
        {
            Messages = use.Session.Info?.MessageCount ?? 0,
            HasWaiting = use.Session.HasWaiting,
            IsKept = services.Options.Sessions.Persistence,
            Said = await use.Session.ReadSaidAsync(cancellationToken),
            Note = note,
        };
    }

    /// <inheritdoc/>
    public async ValueTask<long> AcceptAsync(InboundMessage message, DoorRequest request, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(message.Text) && message.Files.Count == 0 && message.Attachments.Count == 0)
            throw new LurkBotException("The message is empty.");
        await RefuseOtherTypeAsync(message.Key, cancellationToken);
        await using var use = await hub.UseAsync(message.Key, cancellationToken);
        if (string.Equals(message.ReplyTo.Channel, ReplyAddress.Cli.Channel, StringComparison.Ordinal))
        {
            // A person at a terminal hears at once that no model can answer, and keeps their words.
            await use.Session.FindStoredAsync(cancellationToken);
            use.Session.Setup.ClientOf(await use.Session.PlanAsync(message.Door, cancellationToken));
        }

        await use.Session.CheckSizeAsync(message, cancellationToken);
        var session = await use.Session.StoredAsync(cancellationToken);
        // The session is taken before anything is stored, and held until the turn runs (RULES TU8).
        var lease = request.Wait ? null : await session.TakeTurnAsync(new TurnLeaseRequest(Owner, TimeSpan.Zero), cancellationToken);
        try
        {
            var accepted = await inbox.AcceptAsync(session, message, cancellationToken);
            if (lease is not null && held.TryAdd(NameOf(message.Key, accepted.Entry.Id), lease))
                lease = null;
            return accepted.Entry.Id;
        }
        finally
        {
            if (lease is not null)
                await lease.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask<StopResult> StopAsync(SessionKey key, bool all, SessionChange change, CancellationToken cancellationToken)
    {
        await using var use = await hub.UseAsync(key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is not { } session)
            return new StopResult(false, 0, 0);
        await session.ReadNewestAsync(1, cancellationToken);
        List<long> open = [.. session.Info.Turns?.Open.Select(turn => turn.Turn) ?? []];
        var result = await runner.StopAsync(session, all, change, cancellationToken);
        await StopSubagentsAsync(session, open, change);
        return result;
    }

    /// <inheritdoc/>
    public ValueTask<ApprovalOutcome> AnswerAsync(SessionKey key, ApprovalEntry question, ApprovalDecision decision, CancellationToken cancellationToken) =>
        AnswerAsync(key, question, decision, decision is ApprovalDecision.Expired ? "lurkbot" : Owner, cancellationToken);

    /// <summary>Answers the question whether a tool call may run, for somebody on a platform.</summary>
    /// <param name="key">The session.</param>
    /// <param name="question">The question.</param>
    /// <param name="decision">The answer.</param>
    /// <param name="actor">Who answers, by the platform's id; one of the question's approvers.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Whether the answer counts, and why not.</returns>
    internal async ValueTask<ApprovalOutcome> AnswerAsync(SessionKey key, ApprovalEntry question, ApprovalDecision decision, string actor, CancellationToken cancellationToken)
    {
        await using var use = await hub.UseAsync(key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is not { } session)
            return ApprovalOutcome.Ended;
        var outcome = await SessionRunner.AnswerAsync(session, question, decision, actor, services.Time, cancellationToken);
        if (outcome is not ApprovalOutcome.Stored)
            return outcome;
        if (decision is ApprovalDecision.Session or ApprovalDecision.Always && await OpenQuestion.MayStandAsync(session, question, cancellationToken))
            use.Session.Setup.Remember(session, question, decision);
        if (decision is ApprovalDecision.No or ApprovalDecision.Expired)
            return outcome;
        var plan = await use.Session.PlanAsync(door: null, cancellationToken);
        return plan.Tools.Any(tool => tool.IsAllowed && string.Equals(tool.Tool, question.Name, StringComparison.Ordinal)) ? outcome : ApprovalOutcome.NoLongerAllowed;
    }

    /// <inheritdoc/>
    public async ValueTask<CommandReply?> CommandAsync(SessionKey key, string line, DoorRequest request, CancellationToken cancellationToken)
    {
        var (name, argument) = ChatCommandCatalogue.Split(line);
        if (ChatCommandCatalogue.Find(name) is not { } command)
            return null;
        await using var use = await hub.UseAsync(key, cancellationToken);
        await use.Session.FindStoredAsync(cancellationToken);
        var context = new CommandContext(services, use.Session, argument, (all, cancellation) => StopAsync(key, all, new SessionChange(Owner, all ? "/stop all" : "/stop"), cancellation))
        {
            Door = request.Overrides,
            Wait = request.Wait,
            OnWaiting = request.OnWaiting,
        };
        return await command.RunAsync(context, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<TakenBackMessage?> TakeBackAsync(SessionKey key, DoorRequest request, CancellationToken cancellationToken)
    {
        await using var use = await hub.UseAsync(key, cancellationToken);
        return await use.Session.TakeBackTurnAsync(OperationRequest.ByOwner("/retry") with { Wait = request.Wait, OnWaiting = request.OnWaiting }, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> CompactAsync(SessionKey key, DoorRequest request, CancellationToken cancellationToken)
    {
        if (compactsInBackground)
            return null;
        await using var use = await hub.UseAsync(key, cancellationToken);
        if (await use.Session.HasBacklogAsync(cancellationToken))
            return null;
        var done = await use.Session.CompactGrownAsync(request.Overrides, cancellationToken);
        return done.Entry is not null || done.Outcome == Compaction.CompactionOutcome.Failed ? CompactionText.Of(done) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<ExplanationJson> ExplainAsync(SessionKey key, CancellationToken cancellationToken)
    {
        await using var use = await hub.UseAsync(key, cancellationToken);
        return ExplanationJson.Of(services, await use.Session.ExplainAsync(door: null, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask<ContextJson> ViewContextAsync(SessionKey key, string? model, bool withMessages, CancellationToken cancellationToken)
    {
        await using var use = await hub.UseAsync(key, cancellationToken);
        var (view, name) = await use.Session.ViewContextAsync(model is null ? null : new MessageOverrides("") { Model = model }, cancellationToken);
        return view is null ? throw new UnknownSessionException($"There is no session {key}. See: lurkbot sessions list", ErrorKind.NotFound) : ContextJson.Of(key, name, view, withMessages);
    }

    /// <inheritdoc/>
    async ValueTask<PreparedTurn> ITurnSetup.PrepareAsync(IStoredSession session, IReadOnlyList<UserEntry> messages, long turn, Action<TurnUpdate> report, CancellationToken cancellationToken)
    {
        // The run that asks uses the session: it stays open.
        await using var use = await hub.UseAsync(session.Info.Key, cancellationToken);
        return await use.Session.Setup.PrepareAsync(session, messages, turn, report, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await errands.DisposeAsync();
        foreach (var lease in held.Values)
            await lease.DisposeAsync();
        await hub.DisposeAsync();
    }

    private static string NameOf(SessionKey key, long id) => string.Create(CultureInfo.InvariantCulture, $"{key}#{id}");

    /// <summary>A chat has one session: a message for it as one of another type, with other readers or more trust, is refused.</summary>
    private async ValueTask RefuseOtherTypeAsync(SessionKey key, CancellationToken cancellationToken)
    {
        if (key.Type is SessionType.Main && string.Equals(key.Channel, "cli", StringComparison.Ordinal))
            return;
        if (await SessionRekeying.FindAsync(services.Store, key, cancellationToken) is { } former && TrustChange.Between(former, key) is { } trust)
            throw SessionAdministration.RefuseToOpen(trust);
    }

    /// <summary>The session that a name stands for; a chat whose session has another type goes on in it, and only more trust takes a command of its own.</summary>
    private async ValueTask<(SessionKey Key, string? Note)> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        var key = SessionKey.OfName(name, "cli", SessionType.Main);
        if (!name.Contains(':', StringComparison.Ordinal))
        {
            await using (var use = await hub.UseAsync(key, cancellationToken))
            {
                if (await use.Session.FindStoredAsync(cancellationToken) is not null)
                    return (key, null);
            }

            // A fork of a less trusted session keeps its type; its name alone finds it all the same.
            foreach (var type in OtherTypes)
            {
                var other = SessionKey.Create("cli", name, type);
                if (await services.Store.OpenAsync(other, cancellationToken) is not { } found)
                    continue;
                await using (found)
                    return (found.Info.Key, null);
            }

            return (key, null);
        }

        SessionHub.RefuseMemory(key);
        var note = (string?)null;
        if (await SessionRekeying.FindAsync(services.Store, key, cancellationToken) is { } former)
        {
            if (TrustChange.Between(former, key) is { } trust)
                throw SessionAdministration.RefuseToOpen(trust);
            note = $"The session {former} is {key} from here on; its history stays.";
        }

        if (await SessionRekeying.OpenAsync(services.Store, key, new SessionChange(Owner, $"the chat was opened as {key.Type.ToText()}"), cancellationToken) is { } session)
            await session.DisposeAsync();
        else if (key.Type is not SessionType.Main)
            note = $"There is no session {key} yet. Your first message begins it{(key.Type is SessionType.Subagent ? "" : ", and others who take part in that chat go on in it")}.";
        return (key, note);
    }
}
