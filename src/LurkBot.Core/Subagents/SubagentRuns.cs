using LurkBot.Accounting;
using LurkBot.Budgets;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Subagents;

/// <summary>What subagents did, as their sessions tell it.</summary>
internal static class SubagentRuns
{
    /// <summary>Reads them.</summary>
    /// <param name="store">The sessions.</param>
    /// <param name="prices">What calls cost.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>The newest first; without those whose sessions cannot be read.</returns>
    public static async Task<IReadOnlyList<SubagentRun>> ReadAsync(ISessionStore store, CallPrices prices, CancellationToken cancellationToken)
    {
        var runs = new List<SubagentRun>();
        var sessions = (await store.ListAsync(cancellationToken)).Sessions;
        foreach (var info in sessions.Where(info => info.Key.Type is SessionType.Subagent))
        {
            try
            {
                await using var session = await store.OpenAsync(info.Key, cancellationToken);
                if (session is null)
                    continue;
                var isRunning = await TurnStanding.TellAsync(session, cancellationToken) is TurnStanding.Running;
                var entries = await session.ReadAllAsync(cancellationToken);
                if (Of(info.Key, session.Info.Id, entries, prices, isRunning) is not { } run)
                    continue;
                // The parent has another key by now, perhaps; its id stays.
                var parent = SubagentSource.TryParse(entries.OfType<UserEntry>().First().Source)?.Parent;
                runs.Add(run with { Parent = sessions.FirstOrDefault(known => known.Id == parent)?.Key ?? run.Parent });
            }
            catch (LurkBotException)
            {
                // sessions verify names it.
            }
        }

        return [.. runs.OrderByDescending(run => run.Started)];
    }

    /// <summary>What a session's entries tell: pure.</summary>
    /// <param name="key">The session.</param>
    /// <param name="id">Its id.</param>
    /// <param name="entries">Its entries.</param>
    /// <param name="prices">What calls cost.</param>
    /// <param name="isRunning">Whether a process runs its turn now.</param>
    /// <returns>Null for a session that no other one started by a tool.</returns>
    internal static SubagentRun? Of(SessionKey key, SessionId id, IReadOnlyList<Entry> entries, CallPrices prices, bool isRunning = false)
    {
        if (entries.OfType<UserEntry>().FirstOrDefault() is not { Door.Subagent: { } charter } start)
            return null;
        var end = entries.FirstOrDefault(entry => entry is ITurnMark mark && mark.Answers.Contains(start.Id));
        var sum = SumOf(id, entries, prices);
        var overrun = OverrunOf(charter, sum);
        var state = end switch
        {
            AssistantEntry when overrun is not null => SubagentState.OverBudget,
            AssistantEntry => SubagentState.Done,
            NoticeEntry { Fate: TurnFate.Cancelled } => SubagentState.Cancelled,
            not null => SubagentState.Failed,
            _ => isRunning ? SubagentState.Running : SubagentState.Waiting,
        };
        return new SubagentRun(key, charter.Name, MessageOrigin.TryParse(start.Origin)?.Sender, start.Content, state, start.At, end?.At, sum)
        {
            Why = state is SubagentState.Failed or SubagentState.Cancelled ? SubagentResult.WhyOf(end as NoticeEntry) : overrun is null ? null : $"It used more than its budget ({overrun}).",
        };
    }

    /// <summary>What a subagent's calls of models used.</summary>
    /// <param name="id">Its session.</param>
    /// <param name="entries">Its entries.</param>
    /// <param name="prices">What calls cost.</param>
    internal static UsageSum SumOf(SessionId id, IReadOnlyList<Entry> entries, CallPrices prices) =>
        SessionCalls.Of(id, entries).Aggregate(UsageSum.None, (all, call) => all.Plus(call, prices));

    /// <summary>How much of its budget a subagent used, where that is more than all of it: a call that is under way is never broken off.</summary>
    /// <param name="charter">What it got.</param>
    /// <param name="sum">What it used.</param>
    /// <returns>Null where it stayed within, and without a budget.</returns>
    internal static string? OverrunOf(SubagentCharter charter, UsageSum sum)
    {
        if (charter.Budget is not { } budget || BudgetAmount.TryParse(budget) is not { Unit: { } unit, Value: var limit })
            return null;
        var used = unit is BudgetUnit.Tokens ? sum.Usage.Total : sum.Cost;
        return used <= limit ? null : $"{BudgetText.Amount(unit, used)} of {BudgetText.Amount(unit, limit)}";
    }
}
