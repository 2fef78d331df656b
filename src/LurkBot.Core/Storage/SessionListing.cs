using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>The sessions of a store, and what could not be read.</summary>
/// <param name="Sessions">Sound sessions, in no order.</param>
/// <param name="Problems">One sentence for each file that is not.</param>
public sealed record SessionListing(IReadOnlyList<SessionInfo> Sessions, IReadOnlyList<string> Problems)
{
    /// <summary>The sessions with the state that they have by now, the last used first.</summary>
    /// <param name="now">The time.</param>
    /// <param name="timeout">After how long a session is idle.</param>
    internal List<SessionInfo> AsOf(DateTimeOffset now, TimeSpan timeout)
    {
        var sessions = new List<SessionInfo>(Sessions.Count);
        foreach (var info in Sessions)
        {
            var state = SessionLifecycle.At(info.State, info.UpdatedAt, now, timeout);
            sessions.Add(state == info.State ? info : info with { State = state });
        }

        sessions.Sort((a, b) => b.UpdatedAt.CompareTo(a.UpdatedAt));
        return sessions;
    }
}
