using LurkBot.Accounting;
using LurkBot.Sessions;

namespace LurkBot.Budgets;

/// <summary>What sessions and the subagents below them have used, as it stands at this moment in this process: those that run beside each other share their parent's budget. Thread-safe.</summary>
internal sealed class TreeSpend
{
    private readonly Lock gate = new();
    private readonly Dictionary<SessionId, Dictionary<SessionId, UsageSum>> trees = [];

    /// <summary>Says what a session has used.</summary>
    /// <param name="session">The session.</param>
    /// <param name="above">The sessions above it.</param>
    /// <param name="sum">What it has used itself.</param>
    public void Set(SessionId session, IEnumerable<SessionId> above, UsageSum sum)
    {
        lock (gate)
        {
            foreach (var root in above.Append(session))
            {
                if (!trees.TryGetValue(root, out var tree))
                    trees[root] = tree = [];
                // Two processes may tell of one session; it never used less than before.
                if (!tree.TryGetValue(session, out var known) || known.Calls <= sum.Calls)
                    tree[session] = sum;
            }
        }
    }

    /// <summary>Forgets what a session used, when it must be read again.</summary>
    /// <param name="session">The session.</param>
    public void Forget(SessionId session)
    {
        lock (gate)
        {
            foreach (var tree in trees.Values)
                tree.Remove(session);
        }
    }

    /// <summary>What a session and all below it have used.</summary>
    /// <param name="session">The session.</param>
    public UsageSum SumOf(SessionId session)
    {
        lock (gate)
            return trees.TryGetValue(session, out var tree) ? tree.Values.Aggregate(UsageSum.None, static (sum, one) => sum.Plus(one)) : UsageSum.None;
    }
}
