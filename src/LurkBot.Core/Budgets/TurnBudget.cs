using LurkBot.Accounting;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Budgets;

/// <summary>
/// Keeps one session within its budgets: counts each call as it is stored, and lets none begin of which a budget has nothing left. A
/// call that is under way is never broken off, so the last one may go over the limit.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="prices">What calls cost.</param>
/// <param name="ledger">What all sessions used in the last days.</param>
/// <param name="zone">Where the owner's days begin.</param>
/// <param name="time">The clock.</param>
internal sealed class TurnBudget(BudgetOptions options, CallPrices prices, DailyUsageLog ledger, TimeZoneInfo zone, TimeProvider time) : ITurnBudget
{
    private static readonly IReadOnlyCollection<string?> NoOne = [null];

    private SessionSpend? spend;
    private SessionKey? key;
    private string? person;
    private BudgetFamily family = BudgetFamily.None;

    /// <summary>What sessions and those that they started use at this moment.</summary>
    /// <value>Default: one of its own.</value>
    public TreeSpend Tree { get; init; } = new();

    /// <summary>Finds the sessions whose budgets bound one beside its own, and tells the tree what those below it used.</summary>
    /// <value>Default: none bound it.</value>
    public Func<IStoredSession, SessionSpend, CancellationToken, ValueTask<BudgetFamily>> FindFamily { get; init; } = static (_, _, _) => new(BudgetFamily.None);

    /// <summary>The limits.</summary>
    public BudgetOptions Options => options;

    /// <summary>The ids of a person's linked accounts, in a session and by one of them: what they use is one person's.</summary>
    /// <value>Default: none but the one.</value>
    public Func<SessionKey, string, IReadOnlyCollection<string?>> AccountsOf { get; init; } = static (_, sender) => [sender];

    /// <summary>Whether any budget is configured.</summary>
    private bool IsOn => BudgetLimits.Of(options).Count > 0 || family.Limits.Count > 0;

    /// <summary>Begins a turn, before its message is stored, or goes on with one.</summary>
    /// <param name="session">The session, held by the turn.</param>
    /// <param name="sender">The id of the person whose message it is; null when nobody knows.</param>
    /// <param name="goesOn">Whether the turn had begun: then only its next call of a model is refused.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="BudgetExhaustedException">The session pauses; nothing was changed.</exception>
    /// <exception cref="LurkBotException">What was used cannot be read.</exception>
    public async ValueTask BeginAsync(IStoredSession session, string? sender, bool goesOn, CancellationToken cancellationToken)
    {
        var seen = await RefreshAsync(session, IsOn || session.Info.Key.Type is SessionType.Subagent, cancellationToken);
        person = sender;
        if (!IsOn)
            return;
        if (BudgetLimits.HasDays(options))
            ledger.Reconcile(seen.Since(UsageReport.DayStart(time.GetUtcNow(), zone)));
        if (!goesOn)
            Check(inTurn: false);
    }

    /// <summary>A call to the model is about to begin.</summary>
    /// <exception cref="BudgetExhaustedException">It must not.</exception>
    public void BeforeCall() => Check(inTurn: true);

    /// <summary>What the session should be told with the reply that is about to be stored.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="usage">Its tokens; null when the provider gave no numbers.</param>
    /// <returns>Texts, each with the mark that keeps it from being told again.</returns>
    public IReadOnlyList<(string Text, string Mark)> Weigh(string model, Usage? usage)
    {
        if (!IsOn || spend is null)
            return [];
        try
        {
            return Weigh(spend, model, usage);
        }
        catch (LurkBotException)
        {
            // The reply must be kept whatever the ledger does; that it cannot be counted is said when it is stored.
            return [];
        }
    }

    private List<(string Text, string Mark)> Weigh(SessionSpend spend, string model, Usage? usage)
    {
        var call = new ModelCall(time.GetUtcNow(), spend.Session, spend.LastId + 1, model, usage) { Person = person };
        var told = new List<(string Text, string Mark)>();
        if (usage is null && prices.CostOf(call) is null)
            told.Add((BudgetText.NoNumbers(model), $"budget numbers {model}"));
        else if (BudgetLimits.Of(options).Any(limit => limit.Unit == BudgetUnit.Cost) && prices.CostOf(call) is null)
            told.Add((BudgetText.NoPrice(model), $"budget price {model}"));
        told.RemoveAll(notice => spend.Told.Contains(notice.Mark));
        told.AddRange(BudgetRules.Decide(Stands(call), spend.Told).ToTell.Select(stand => (BudgetText.Notice(stand), BudgetRules.MarkOf(stand))));
        return told;
    }

    /// <summary>Counts what was just stored in the session.</summary>
    /// <exception cref="LurkBotException">It cannot be counted.</exception>
    public void Stored(IReadOnlyList<Entry> entries)
    {
        foreach (var call in spend?.Take(entries) ?? [])
            Append(call);
        Tell();
    }

    /// <summary>How the budgets stand for a session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<IReadOnlyList<BudgetStatus>> ReadAsync(IStoredSession session, CancellationToken cancellationToken)
    {
        await session.ReadNewestAsync(1, cancellationToken);
        person = (await RefreshAsync(session, isWhole: true, cancellationToken)).Person;
        return Stands(null);
    }

    /// <summary>How the budgets stand for a session that has no message yet.</summary>
    /// <param name="sender">The id of the person who would write it.</param>
    public IReadOnlyList<BudgetStatus> ReadNew(string sender)
    {
        (spend, person) = (new SessionSpend(SessionId.New(time.GetUtcNow()), prices), sender);
        return Stands(null);
    }

    /// <summary>Gives the session more: of the budgets of which nothing is left, or else of all.</summary>
    /// <param name="session">The session, held by the caller.</param>
    /// <param name="amount">How much more.</param>
    /// <param name="change">Who asks for it, and how.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Those budgets, with their new limits; none when no budget counts that.</returns>
    public async ValueTask<IReadOnlyList<BudgetStatus>> ExtendAsync(IStoredSession session, BudgetAmount amount, SessionChange change, CancellationToken cancellationToken)
    {
        var extended = BudgetRules.Extend(await ReadAsync(session, cancellationToken), amount);
        if (extended.Count == 0)
            return [];
        var entry = new SettingsEntry
        {
            Budget = [.. extended.Select(stand => new BudgetExtension(stand.Scope, stand.Unit, stand.Limit, stand.Day))],
            At = time.GetUtcNow(),
            Actor = change.Actor,
            Reason = change.Reason,
        };
        Stored(await session.AppendAsync([entry], cancellationToken));
        return extended;
    }

    private void Tell()
    {
        if (spend is not null)
            Tree.Set(spend.Session, family.Above, spend.Sum);
    }

    private void Check(bool inTurn)
    {
        if (IsOn && spend is not null && BudgetRules.Decide(Stands(null), spend.Told).Exhausted is { } exhausted)
            throw new BudgetExhaustedException(exhausted, key!, inTurn);
    }

    /// <summary>A ledger that cannot be written matters only to budgets of a day; without one it is made anew from the sessions.</summary>
    private void Append(ModelCall call)
    {
        try
        {
            ledger.Append(call);
        }
        catch (LurkBotException) when (!BudgetLimits.HasDays(options))
        {
            ledger.Distrust(call.At);
        }
    }

    private async ValueTask<SessionSpend> RefreshAsync(IStoredSession session, bool isWhole, CancellationToken cancellationToken)
    {
        key = session.Info.Key;
        if (spend is null || spend.Session != session.Info.Id || spend.IsStale)
        {
            Tree.Forget(session.Info.Id);
            spend = new SessionSpend(session.Info.Id, prices);
        }

        // Without budgets nobody asks what the session used before.
        if (isWhole && session.Info.LastId > spend.LastId)
            spend.Take(spend.LastId == 0 ? await session.ReadAllAsync(cancellationToken) : await session.ReadAfterAsync(spend.LastId, cancellationToken));
        if (isWhole)
            family = await FindFamily(session, spend, cancellationToken);
        Tell();
        return spend;
    }

    private List<BudgetStatus> Stands(ModelCall? pending)
    {
        var now = time.GetUtcNow();
        var today = UsageReport.DayOf(now, zone);
        var (everybody, one) = (UsageSum.None, UsageSum.None);
        if (BudgetLimits.HasDays(options))
        {
            var accounts = person is null || key is null ? person is null ? NoOne : [person] : AccountsOf(key, person);
            foreach (var call in ledger.Read(UsageReport.DayStart(now, zone), now))
            {
                everybody = everybody.Plus(call, prices);
                one = accounts.Contains(call.Person, StringComparer.Ordinal) ? one.Plus(call, prices) : one;
            }
        }

        return [.. BudgetLimits.Of(options).Select(limit => StandOf(limit, limit.Scope switch
        {
            BudgetScope.Session => Tree.SumOf(spend!.Session),
            BudgetScope.Person => one,
            _ => everybody,
        }, today, pending)), .. family.Limits.Select(limit => limit.Limit with { Used = UsedOf(limit.Limit.Unit, Tree.SumOf(limit.Session), pending) })];
    }

    private decimal UsedOf(BudgetUnit unit, UsageSum sum, ModelCall? pending)
    {
        if (pending is not null)
            sum = sum.Plus(pending, prices);
        return unit == BudgetUnit.Tokens ? sum.Usage.Total : sum.Cost;
    }

    private BudgetStatus StandOf(BudgetStatus limit, UsageSum sum, DateOnly today, ModelCall? pending)
    {
        DateOnly? day = limit.Scope == BudgetScope.Session ? null : today;
        return limit with
        {
            Limit = spend!.LimitOf(limit.Scope, limit.Unit, day, limit.Configured),
            Used = UsedOf(limit.Unit, sum, pending),
            Day = day,
            Person = limit.Scope == BudgetScope.Person ? person : null,
        };
    }
}
