using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Runs one turn of a session: from messages that are durable to a reply that is, every entry durable before anything else happens.</summary>
internal sealed class SessionTurn
{
    private const int MostOverflows = 2;

    /// <summary>Of a context that was too long.</summary>
    private const double ShareAfterOverflow = 0.6;

    private const string LimitReached = "Not run: the limit of tool calls in one turn is reached. Answer with what you have.";

    private readonly IStoredSession session;
    private readonly ITurnCall call;
    private readonly SessionTurnOptions options;
    private readonly TimeProvider time;

    /// <summary>Makes a turn that asks a model.</summary>
    /// <param name="session">The session.</param>
    /// <param name="client">The model.</param>
    /// <param name="options">How the model is asked.</param>
    /// <param name="time">The clock.</param>
    public SessionTurn(IStoredSession session, IChatClient client, SessionTurnOptions options, TimeProvider time)
        : this(session, new ChatClientCall(client), options, time)
    {
    }

    internal SessionTurn(IStoredSession session, ITurnCall call, SessionTurnOptions options, TimeProvider time) => (this.session, this.call, this.options, this.time) = (session, call, options, time);

    /// <summary>Answers messages: asks the model, runs its tools, stores the reply.</summary>
    /// <param name="lease">The session, held for this turn.</param>
    /// <param name="messages">Accepted messages that nothing has answered, oldest first; at least one.</param>
    /// <param name="report">Told what happens, in order.</param>
    /// <param name="cancellationToken">Stops the reply; what came of it is kept.</param>
    /// <returns>How the turn ended; failures of the model are values, not exceptions.</returns>
    /// <exception cref="LurkBotException">The session pauses; nothing was changed.</exception>
    public async Task<TurnResult> RunAsync(TurnLease lease, IReadOnlyList<UserEntry> messages, Action<TurnUpdate> report, CancellationToken cancellationToken)
    {
        var asked = messages.Select(message => message.Id).ToList();
        await new ArrivingFiles(session, time).WaitAsync(messages, cancellationToken);
        // Costs go to the sender of the last message; a budget that is used up for any of them pauses the turn.
        foreach (var sender in messages.Select(message => message.Sender?.Id).Distinct(StringComparer.Ordinal).Where(sender => !string.Equals(sender, messages[^1].Sender?.Id, StringComparison.Ordinal)))
            await BeginBudgetAsync(sender, goesOn: false, cancellationToken);
        await BeginBudgetAsync(messages[^1].Sender?.Id, goesOn: false, cancellationToken);
        return await RunAsync(lease, new TurnStart(messages[^1].Id, asked, []), (journal, context) => AskAsync(journal, context, report, cancellationToken), report, cancellationToken);
    }

    /// <summary>Goes on with a turn that was parked or killed: calls without a result run first, or get the answer that was given.</summary>
    /// <param name="lease">The session, held for this turn.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="sender">Who pays: the sender of the turn's last message.</param>
    /// <param name="report">Told what happens, in order.</param>
    /// <param name="cancellationToken">Stops the reply; what came of it is kept.</param>
    /// <returns>How the turn ended.</returns>
    public async Task<TurnResult> ResumeAsync(TurnLease lease, OpenTurn turn, Sender? sender, Action<TurnUpdate> report, CancellationToken cancellationToken)
    {
        // What subagents used meanwhile may be all that there was: their results are stored first.
        await BeginBudgetAsync(sender?.Id, goesOn: true, cancellationToken);
        return await RunAsync(
            lease,
            new TurnStart(turn.Turn, [], turn.Heard),
            async (journal, context) =>
            {
                await RunOpenCallsAsync(journal, cancellationToken);
                if (!journal.IsParked)
                    await AskAsync(journal, context, report, cancellationToken);
            },
            report,
            cancellationToken);
    }

    private async Task<TurnResult> RunAsync(TurnLease lease, TurnStart start, Func<TurnJournal, ContextSettings, Task> ask, Action<TurnUpdate> report, CancellationToken cancellationToken)
    {
        var context = ContextOverhead.AddTo(options.Context, options.SystemPrompt, options.Tools);
        var entries = await ContextReader.ReadAsync(session, context with { Asked = start.Asked }, cancellationToken);
        if (start.Asked.Count == 0)
            entries = WithoutLaterTurns(entries, start.Turn);
        using var journal = new TurnJournal(session, lease, options, time, report, entries, start.Turn, start.Asked, start.Heard);
        journal.Note(NoteSelection.Choose(entries, start.Asked, time.GetUtcNow(), context.Counter, options.Overhears));
        Exception? failure = null;
        try
        {
            await ask(journal, context);
        }
        catch (Exception e)
        {
            failure = e is OperationCanceledException && options.Stalled?.Invoke() is { } stall ? stall : e;
        }

        var fate = failure switch
        {
            null => TurnFate.Answered,
            OperationCanceledException when cancellationToken.IsCancellationRequested => TurnFate.Cancelled,
            _ => TurnFate.Failed,
        };
        try
        {
            await journal.CloseAsync(fate, failure, options.WhyStopped?.Invoke());
        }
        catch (LurkBotException e)
        {
            // The disk is full, say: the user still sees what came, and why it is not kept. The next turn closes this one.
            (fate, failure) = (TurnFate.Failed, e);
        }

        return journal.ToResult(fate, failure);
    }

    /// <summary>A turn that goes on sees what it saw when it began, even if another door answered something meanwhile.</summary>
    private static IReadOnlyList<Entry> WithoutLaterTurns(IReadOnlyList<Entry> entries, long turn)
    {
        var begun = entries.FirstOrDefault(entry => entry is AssistantEntry && entry.Turn == turn)?.Id ?? long.MaxValue;
        return [.. entries.Where(entry => entry is not (AssistantEntry or ToolEntry) || entry.Turn == turn || entry.Id < begun)];
    }

    private async ValueTask BeginBudgetAsync(string? sender, bool goesOn, CancellationToken cancellationToken)
    {
        if (options.Budget is { } budget)
            await budget.BeginAsync(session, sender, goesOn, cancellationToken);
    }

    /// <summary>Asks; when the provider says that the context is too long, makes it shorter and asks again.</summary>
    private async Task AskAsync(TurnJournal journal, ContextSettings context, Action<TurnUpdate> report, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await call.AskAsync(journal, context, mayCall: true, report, cancellationToken);
                break;
            }
            catch (ModelException e) when (e.Failure == ModelFailure.ContextOverflow && attempt < MostOverflows && !journal.HasHeard)
            {
                if (attempt == 0 && options.OnOverflow is { } compact)
                    await compact(session, journal.CallView?.Tokens ?? 0, cancellationToken);
                // The prompt and the tools cannot shrink.
                var conversation = Math.Max(0, Math.Min(context.MaxTokens, journal.CallView?.Tokens ?? 0) - context.Overhead);
                context = context with { MaxTokens = context.Overhead + (int)(conversation * ShareAfterOverflow) };
                var settings = context with { Asked = journal.Asked, Noted = journal.Noted };
                journal.Reload(await ContextReader.ReadAsync(session, settings, cancellationToken));
                if (!Fits(journal.Entries, settings))
                    throw;
            }
        }

        if (!journal.IsParked && (journal.IsAtCallLimit || journal.OpenCalls().Count > 0) && !journal.HasEnded)
            await SumUpAsync(journal, context, report, cancellationToken);
    }

    /// <summary>The turn has no call of a tool left: the person and the model hear that, and the model gets one more request without tools (TU11).</summary>
    private async Task SumUpAsync(TurnJournal journal, ContextSettings context, Action<TurnUpdate> report, CancellationToken cancellationToken)
    {
        await journal.CloseCallsAsync(LimitReached);
        var limit = options.MaxToolCalls;
        await journal.NoteAsync($"The limit of {limit} tool calls in one turn is reached (LURKBOT_MAX_TOOL_CALLS); the model sums up.", "limit");
        await call.AskAsync(journal, context, mayCall: false, report, cancellationToken);
        if (journal.HasEnded)
            return;
        await journal.CloseCallsAsync(LimitReached);
        if (!journal.HasWords)
            throw new LurkBotException($"The model did not come to an answer within {limit} tool calls (LURKBOT_MAX_TOOL_CALLS). What it found is kept: ask it to go on, or raise the limit.");
    }

    private static bool Fits(IReadOnlyList<Entry> entries, ContextSettings context)
    {
        try
        {
            ContextBuilder.Build(entries, context);
            return true;
        }
        catch (LurkBotException)
        {
            return false;
        }
    }

    /// <summary>Runs what has no result: the call that was asked about, and those that stood behind it.</summary>
    private async Task RunOpenCallsAsync(TurnJournal journal, CancellationToken cancellationToken)
    {
        var tools = options.Tools.ToDictionary(tool => tool.Name, tool => new JournalledFunction(tool, journal), StringComparer.Ordinal);
        foreach (var open in journal.OpenCalls())
        {
            if (journal.IsParked)
                return;
            using var span = tools.ContainsKey(open.Name) ? options.Telemetry?.BeginTool(open.Name, open.Id) : null;
            if (tools.TryGetValue(open.Name, out var tool))
                await tool.RunAsync(open.Id, new AIFunctionArguments(CallArguments.Read(open.Arguments), StringComparer.Ordinal), cancellationToken);
            else
                await journal.StoreResultAsync(open.Id, open.Name, options.OnUnknownCall?.Invoke(new FunctionCallContent(open.Id, open.Name)) ?? $"{open.Name} is no longer allowed here.", error: true);
        }
    }

    /// <summary>Where a turn begins, or goes on.</summary>
    private sealed record TurnStart(long Turn, IReadOnlyList<long> Asked, IReadOnlyList<long> Heard);
}
