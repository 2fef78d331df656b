using System.Globalization;
using LurkBot.Budgets;
using LurkBot.Context;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Exchange;
using LurkBot.Planning;
using LurkBot.Sandboxes;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Subagents;

/// <summary>
/// Subagents: sessions that a turn starts with a task, and whose result it waits for, parked. All that is to be known of one is in its session's first message, and its
/// key follows from the call, so that a process that was killed at any moment has one subagent and one result for each call. Thread-safe.
/// </summary>
internal sealed class SubagentDesk : ISubagentDesk
{
    private readonly AssistantServices services;
    private readonly Assistant assistant;
    private readonly Func<IReadOnlyList<SubagentDefinition>> definitions;

    private SubagentDesk(AssistantServices services, Assistant assistant, Func<IReadOnlyList<SubagentDefinition>> definitions) =>
        (this.services, this.assistant, this.definitions) = (services, assistant, definitions);

    /// <inheritdoc/>
    public IReadOnlyList<SubagentDefinition> Definitions => definitions();

    /// <inheritdoc/>
    public TimeSpan Longest => services.Options.Subagents.Timeout;

    /// <summary>Lets the turns of an assistant start subagents.</summary>
    /// <param name="services">What its turns share.</param>
    /// <param name="assistant">The assistant, which runs them.</param>
    /// <param name="definitions">Reads the kinds of subagents that there are.</param>
    public static void Attach(AssistantServices services, Assistant assistant, Func<IReadOnlyList<SubagentDefinition>> definitions) =>
        services.Subagents = new SubagentDesk(services, assistant, definitions);

    /// <inheritdoc/>
    public async ValueTask<string> SpawnAsync(TurnSubagents parent, SubagentCall call, string callId, CancellationToken cancellationToken)
    {
        var started = await StartAsync(parent, call, callId, cancellationToken);
        // What the same response asks for besides begins now: its calls are run one after the other, its subagents beside each other.
        if (!parent.IsAsked)
            await StartOthersAsync(parent, callId, cancellationToken);
        return await FindResultAsync(parent, started, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<SubagentFacts?> FindAsync(SessionKey child, CancellationToken cancellationToken)
    {
        if (await FindStartedAsync(child, cancellationToken) is not { } started || SubagentSource.TryParse(started.Message.Source) is not { } call)
            return null;
        var isWanted = await IsOpenAsync(started.Message, call, cancellationToken);
        return new SubagentFacts(started.Charter, started.Message, call.Parent, isWanted, await OutcomeAsync(started, cancellationToken) is not null);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<SessionKey>> ListAsync(IStoredSession parent, long turn, CancellationToken cancellationToken)
    {
        var found = new List<SessionKey>();
        foreach (var key in SubagentSource.StartedBy(parent.Info.Key, parent.Info.Id, (await parent.ReadAfterAsync(turn - 1, cancellationToken)).Where(entry => entry.Turn == turn)))
        {
            if (await services.Store.FindAsync(key, cancellationToken) is not null)
                found.Add(key);
        }

        return found;
    }

    /// <inheritdoc/>
    public async ValueTask BeginAllAsync(IStoredSession parent, ApprovalEntry question, CancellationToken cancellationToken)
    {
        foreach (var child in await ListAsync(parent, question.Turn, cancellationToken))
        {
            if (await services.Store.FindAsync(child, cancellationToken) is { Turns: not { Pending.Count: 0, Open.Count: 0 } })
                assistant.Begin(child, 1);
        }
    }

    private async ValueTask StartOthersAsync(TurnSubagents parent, string callId, CancellationToken cancellationToken)
    {
        var exchange = parent.Exchange;
        var entries = await exchange.Session.ReadAfterAsync(exchange.Turn - 1, cancellationToken);
        var response = entries.OfType<AssistantEntry>().LastOrDefault(entry => entry.ToolCalls.Any(call => string.Equals(call.Id, callId, StringComparison.Ordinal)));
        var answered = entries.OfType<ToolEntry>().Where(result => result.Turn == exchange.Turn).Select(result => result.ToolCallId).ToHashSet(StringComparer.Ordinal);
        var tool = new SessionsSpawnTool(parent);
        foreach (var call in response?.ToolCalls.SkipWhile(call => !string.Equals(call.Id, callId, StringComparison.Ordinal)).Skip(1).Where(call => call.Name is TurnSubagents.Tool && !answered.Contains(call.Id)) ?? [])
        {
            try
            {
                var arguments = new AIFunctionArguments(CallArguments.Read(call.Arguments), StringComparer.Ordinal);
                if (ValidatedFunction.Problem(tool, arguments) is null)
                    await StartAsync(parent, SubagentCall.Read(new ToolInput(arguments), Longest), call.Id, cancellationToken);
            }
            catch (LurkBotException)
            {
                // The call says so itself when it is its turn.
            }
        }
    }

    /// <summary>Starts a subagent; finds it when it was started before.</summary>
    private async ValueTask<Started> StartAsync(TurnSubagents parent, SubagentCall call, string callId, CancellationToken cancellationToken)
    {
        var exchange = parent.Exchange;
        var source = new SubagentSource(exchange.Session.Info.Id, exchange.Turn, callId);
        var key = source.KeyOf(exchange.Session.Info.Key.Channel, call.Agent);
        if (await FindStartedAsync(key, cancellationToken) is { } before)
            return before;
        var charter = SubagentPlanner.Plan(parent, call, Definitions, services.Options, out var prompt, out var model);
        if (charter.Budget is { } budget && BudgetAmount.TryParse(budget) is not { Unit: not null })
            throw new ToolRefusedException("The argument budget must be tokens, such as 50000, or dollars, such as $0.50.");
        services.Models.Create(services.Catalogue.Resolve(model)).Dispose();
        if (charter.Reads is not null)
            await TryReadingAsync(charter, cancellationToken);
        var origin = MessageChain.OfSubagent(exchange.SenderOf(callId));
        if (!assistant.Subagents.TryReserve(key))
            throw new ToolRefusedException(string.Create(CultureInfo.InvariantCulture, $"Not started: {services.Options.Subagents.MaxRunning} {(services.Options.Subagents.MaxRunning == 1 ? "subagent runs" : "subagents run")} (LURKBOT_MAX_SUBAGENTS), and {services.Options.Subagents.MaxWaiting} wait for them. Wait for their results first."));
        // Before it can do anything.
        assistant.Subagents.Keep(exchange.Session.Info.Id);
        try
        {
            var message = new InboundMessage(key, call.Task, exchange.OnBehalfOf, ReplyAddress.Session)
            {
                Source = source.ToString(),
                Origin = origin.ToString(),
                Door = new MessageOverrides("") { Model = model, SystemPrompt = prompt, CanAsk = parent.CanAsk, Subagent = charter },
            };
            assistant.Begin(key, await assistant.AcceptAsync(message, DoorRequest.Default, cancellationToken));
        }
        catch
        {
            assistant.Subagents.Release(key);
            throw;
        }

        return await FindStartedAsync(key, cancellationToken) ?? throw new ToolRefusedException("The subagent's session was deleted while it was started.");
    }

    /// <summary>Makes sure that a sandbox can show the parent's folder without letting it be changed.</summary>
    private async ValueTask TryReadingAsync(SubagentCharter charter, CancellationToken cancellationToken)
    {
        if (!ToolPolicy.IsSandboxed(SessionType.Subagent, charter, services.Options.Sandbox))
            return;
        var limits = SandboxLimits.Of(services.Options.Sandbox);
        if (!Directory.Exists(charter.Reads))
            throw new ToolRefusedException("Not started: this session has no files yet that a subagent could read. Leave out workspace, or put what it needs into the task.");
        var tried = await services.Sandbox.RunAsync(new SandboxCommand { Script = ":", Workspace = charter.Reads!, Limits = limits, IsReadOnly = true }, cancellationToken);
        if (tried.ExitCode != 0)
            throw new ToolRefusedException($"Not started: the sandbox cannot show this session's files ({tried.Explain(limits) ?? tried.OutputText()}). Leave out workspace, or put what the subagent needs into the task.");
    }

    private async ValueTask<Started?> FindStartedAsync(SessionKey key, CancellationToken cancellationToken)
    {
        await using var session = await services.Store.OpenAsync(key, cancellationToken);
        return session is not null && (await session.ReadAllAsync(cancellationToken)).OfType<UserEntry>().FirstOrDefault() is { Door.Subagent: { } charter } message ? new Started(key, charter, message) : null;
    }

    /// <summary>Whether the call that started a subagent has no result yet, in a turn that has no end.</summary>
    private async ValueTask<bool> IsOpenAsync(UserEntry message, SubagentSource call, CancellationToken cancellationToken)
    {
        if (MessageOrigin.TryParse(message.Origin)?.Sender is not { } key)
            return false;
        if ((await services.Store.FindAsync(key, cancellationToken))?.Id != call.Parent)
        {
            // It has another key by now.
            key = (await services.Store.ListAsync(cancellationToken)).Sessions.FirstOrDefault(session => session.Id == call.Parent)?.Key;
            if (key is null)
                return false;
        }

        await using var parent = await services.Store.OpenAsync(key, cancellationToken);
        if (parent is null)
            return false;
        var entries = await parent.ReadAfterAsync(call.Turn - 1, cancellationToken);
        return TurnState.Of(await parent.ReadAllAsync(cancellationToken)).Open.Any(open => open.Turn == call.Turn)
            && !entries.OfType<ToolEntry>().Any(result => result.Turn == call.Turn && string.Equals(result.ToolCallId, call.CallId, StringComparison.Ordinal));
    }

    private async ValueTask<string> FindResultAsync(TurnSubagents parent, Started started, CancellationToken cancellationToken)
    {
        if (await OutcomeAsync(started, cancellationToken) is not { } outcome)
        {
            var since = await AskForAsync(parent, started, cancellationToken) ?? started.Message.At;
            var most = services.Options.Subagents.WaitFor(started.Charter.Timeout);
            var left = most - (services.Time.GetUtcNow() - since);
            if (left > TimeSpan.Zero)
                throw AwaitedAnswer.Park(string.Create(CultureInfo.InvariantCulture, $"{started.Key}#{started.Message.Id}"), $"waits for the subagent {started.Charter.Name}", left);
            var why = SubagentTime.WaitOver(most);
            await assistant.StopAsync(started.Key, all: true, new SessionChange(TurnStalledException.Actor, why), cancellationToken);
            outcome = await OutcomeAsync(started, cancellationToken) ?? (new TurnResult(TurnFate.Cancelled, "", "", null, "cancelled", null) { Why = why }, null, null);
        }

        return SubagentResult.Tell(started.Charter.Name, started.Key.ToString(), outcome.Result, outcome.End, outcome.Overrun);
    }

    /// <summary>Asks what a subagent must ask, where the owner can be reached: in the session that started it. An answer is passed on.</summary>
    /// <returns>When the last question was answered; null when there was none.</returns>
    /// <exception cref="ApprovalNeededException">The owner is asked.</exception>
    private async ValueTask<DateTimeOffset?> AskForAsync(TurnSubagents parent, Started started, CancellationToken cancellationToken)
    {
        var exchange = parent.Exchange;
        var entries = await exchange.Session.ReadAfterAsync(exchange.Turn - 1, cancellationToken);
        var last = entries.OfType<ApprovalEntry>().LastOrDefault(entry => entry.Approves is not null)?.At;
        await using var child = await services.Store.OpenAsync(started.Key, cancellationToken);
        if (child is null || await OpenQuestion.FindTurnAsync(child, cancellationToken) is not { Question: { } question } turn)
            return last;
        if (RelayedQuestion.FindAnswer(entries, started.Key, question) is not { } answer)
        {
            var scope = RelayedQuestion.ScopeOf(started.Key, question, turn.QuestionCall);
            throw new ApprovalNeededException(
                scope,
                RelayedQuestion.TextOf(scope),
                services.ApproversOf(exchange.Session.Info.Key),
                services.Options.Tools.ApprovalTimeout);
        }

        var isYes = answer.Decision is not (ApprovalDecision.No or ApprovalDecision.Expired);
        await SessionRunner.AnswerAsync(child, question, isYes ? ApprovalDecision.Once : answer.Decision ?? ApprovalDecision.No, answer.Actor ?? TurnStalledException.Actor, services.Time, cancellationToken);
        return answer.At;
    }

    private async ValueTask<(TurnResult Result, NoticeEntry? End, string? Overrun)?> OutcomeAsync(Started started, CancellationToken cancellationToken)
    {
        await using var session = await services.Store.OpenAsync(started.Key, cancellationToken);
        if (session is null)
            return (new TurnResult(TurnFate.Cancelled, "", "", null, "cancelled", null) { Why = "Its session was deleted." }, null, null);
        if (await StoredOutcome.FindAsync(session, started.Message.Id, cancellationToken) is not { } result)
            return null;
        var entries = await session.ReadAllAsync(cancellationToken);
        var overrun = SubagentRuns.OverrunOf(started.Charter, SubagentRuns.SumOf(session.Info.Id, entries, services.Prices));
        return (result, entries.OfType<NoticeEntry>().FirstOrDefault(notice => notice.Answers.Contains(started.Message.Id)), overrun);
    }

    private sealed record Started(SessionKey Key, SubagentCharter Charter, UserEntry Message);
}
