using LurkBot.Accounting;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Budgets;

/// <summary>What one session has used and was told, kept up to date by reading only what is new in it.</summary>
/// <param name="session">The session's id.</param>
/// <param name="prices">What calls cost.</param>
internal sealed class SessionSpend(SessionId session, CallPrices prices)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private readonly SessionCalls calls = new(session);
    private readonly List<(long Entry, BudgetExtension Extension)> extensions = [];
    private readonly HashSet<long> undone = [];
    private readonly HashSet<string> told = new(StringComparer.Ordinal);
    private readonly List<ModelCall> recent = [];
    private readonly List<AssistantEntry> spawns = [];

    /// <summary>The session.</summary>
    public SessionId Session => session;

    /// <summary>The newest entry that was looked at.</summary>
    public long LastId { get; private set; }

    /// <summary>Whether entries came between that this did not see, so that all must be read again.</summary>
    public bool IsStale { get; private set; }

    /// <summary>All calls of the session.</summary>
    public UsageSum Sum { get; private set; } = UsageSum.None;

    /// <summary>The marks of notices that the session has.</summary>
    public IReadOnlySet<string> Told => told;

    /// <summary>The responses that started subagents.</summary>
    public IReadOnlyList<AssistantEntry> Spawns => spawns;

    /// <summary>Who wrote the newest message.</summary>
    public string? Person { get; private set; }

    /// <summary>Takes the next entries.</summary>
    /// <returns>The calls among them.</returns>
    public IReadOnlyList<ModelCall> Take(IReadOnlyList<Entry> entries)
    {
        var added = new List<ModelCall>();
        foreach (var entry in entries.Where(entry => entry.Id > LastId))
        {
            IsStale |= entry.Id != LastId + 1;
            LastId = entry.Id;
            if (SessionCalls.IsFork(entry))
                ForgetCopied(added);
            if (calls.Next(entry) is { } call)
            {
                Sum = Sum.Plus(call, prices);
                added.Add(call);
            }

            if (entry is AssistantEntry response && response.ToolCalls.Any(call => call.Name is SubagentSource.Tool))
                spawns.Add(response);
            Person = entry is UserEntry { Sender: { } sender } ? sender.Id : Person;
            if (entry is SystemEntry system)
                Take(system);
        }

        recent.AddRange(added);
        return added;
    }

    /// <summary>The calls from a moment on.</summary>
    public IReadOnlyList<ModelCall> Since(DateTimeOffset since)
    {
        // They come in order, but where the clock was set: only what is long gone is not looked at again.
        recent.RemoveAll(call => call.At < since - Kept);
        return [.. recent.Where(call => call.At >= since)];
    }

    /// <summary>What a fork has of the session that it comes from counts there.</summary>
    private void ForgetCopied(List<ModelCall> added)
    {
        Sum = UsageSum.None;
        added.Clear();
        recent.Clear();
        extensions.Clear();
        undone.Clear();
        told.Clear();
    }

    /// <summary>The limit of a budget with what the session was given beyond it.</summary>
    public decimal LimitOf(BudgetScope scope, BudgetUnit unit, DateOnly? day, decimal configured)
    {
        foreach (var (entry, extension) in extensions)
        {
            if (!undone.Contains(entry) && extension.IsOf(scope, unit, day))
                configured = Math.Max(configured, extension.Limit);
        }

        return configured;
    }

    private void Take(SystemEntry entry)
    {
        if (entry is UndoEntry { Undoes: { } id })
            undone.Add(id);
        else if (entry is SettingsEntry settings)
            extensions.AddRange(settings.Budget.Select(extension => (entry.Id, extension)));
        else if (entry is NoticeEntry { Topic: NoticeTopic.Budget, Mark: { } mark })
            told.Add(mark);
    }
}
