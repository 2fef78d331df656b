using LurkBot.Budgets;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Planning;

/// <summary>Finds whose budgets bound a session beside its own, and what its subagents used: a session and all that it started share its budget.</summary>
/// <param name="services">Configuration and store.</param>
internal sealed class BudgetFamilies(AssistantServices services)
{
    /// <summary>Finds them, and tells the tree what was used.</summary>
    /// <param name="session">The session.</param>
    /// <param name="spend">What is known of its own use.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<BudgetFamily> FindAsync(IStoredSession session, SessionSpend spend, CancellationToken cancellationToken)
    {
        var (above, limits) = (new List<SessionId>(), new List<(SessionId, BudgetStatus)>());
        var top = (session.Info.Key, session.Info.Id, Calls: spend.Spawns);
        for (var entries = session.Info.Key.Type is SessionType.Subagent ? await session.ReadAllAsync(cancellationToken) : []; SubagentSource.Of(entries) is { } source && above.Count < SubagentCharter.MostDepth;)
        {
            var start = entries.OfType<UserEntry>().First();
            if (start.Door!.Subagent!.Budget is { } own && BudgetAmount.TryParse(own) is { Unit: { } unit, Value: var most })
                limits.Add((top.Id, new BudgetStatus(BudgetScope.Session, unit, most, most, 0) { Setting = "the budget of its call" }));
            if (MessageOrigin.TryParse(start.Origin)?.Sender is not { } key)
                break;
            await using var parent = await services.Store.OpenAsync(key, cancellationToken);
            if (parent is null || parent.Info.Id != source.Parent)
                break;
            entries = await parent.ReadAllAsync(cancellationToken);
            var used = new SessionSpend(source.Parent, services.Prices);
            used.Take(entries);
            above.Add(source.Parent);
            top = (key, source.Parent, used.Spawns);
            services.Tree.Set(source.Parent, [], used.Sum);
            var setting = await SessionSetting.FindAsync(services, key, services.Options.Budgets.Sessions, "BUDGET_…", onlyTakesAway: false, cancellationToken);
            limits.AddRange(BudgetLimits.Of(services.Options.Budgets.For(SessionEnvironmentName.For(key), setting)).Where(limit => limit.Scope is BudgetScope.Session)
                .Select(limit => (source.Parent, limit with { Limit = used.LimitOf(limit.Scope, limit.Unit, day: null, limit.Configured) })));
        }

        if (limits.Count > 0 || services.Options.Budgets is not { SessionTokens: null, SessionCost: null, Sessions.Count: 0 })
            await CountAsync(top.Key, top.Id, top.Calls, [top.Id], cancellationToken);
        return new BudgetFamily(above, limits);
    }

    /// <summary>What those below a session used.</summary>
    private async ValueTask CountAsync(SessionKey key, SessionId id, IReadOnlyList<AssistantEntry> spawns, IReadOnlyList<SessionId> above, CancellationToken cancellationToken)
    {
        if (above.Count > SubagentCharter.MostDepth)
            return;
        foreach (var child in SubagentSource.StartedBy(key, id, spawns))
        {
            await using var session = await services.Store.OpenAsync(child, cancellationToken);
            if (session is null)
                continue;
            var used = new SessionSpend(session.Info.Id, services.Prices);
            used.Take(await session.ReadAllAsync(cancellationToken));
            services.Tree.Set(session.Info.Id, above, used.Sum);
            await CountAsync(child, session.Info.Id, used.Spawns, [session.Info.Id, .. above], cancellationToken);
        }
    }
}
