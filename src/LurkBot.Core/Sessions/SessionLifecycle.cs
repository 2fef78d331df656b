namespace LurkBot.Sessions;

/// <summary>The life of a session as pure functions (spec, Session Lifecycle).</summary>
internal static class SessionLifecycle
{
    /// <summary>The state that follows.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="happened">What happened.</param>
    /// <returns>The state after; compacting an active session leaves it active.</returns>
    /// <exception cref="InvalidOperationException">The diagram has no such arrow.</exception>
    public static SessionState Next(SessionState state, SessionEvent happened) => (state, happened) switch
    {
        (_, SessionEvent.Message) => SessionState.Active,
        (SessionState.Active, SessionEvent.Timeout) => SessionState.Idle,
        (SessionState.Active, SessionEvent.Compaction) => SessionState.Active,
        (SessionState.Idle, SessionEvent.Compaction) => SessionState.Compacted,
        (SessionState.Compacted, SessionEvent.Archival) => SessionState.Archived,
        _ => throw new InvalidOperationException($"A session that is {state} cannot see {happened}."),
    };

    /// <summary>The states that a session at rest passes on its way to the archive.</summary>
    /// <param name="state">The state before.</param>
    /// <returns>Each state entered, in order; none for a session that is archived.</returns>
    /// <exception cref="InvalidOperationException">The session has no messages yet.</exception>
    public static IReadOnlyList<SessionState> PathToArchive(SessionState state)
    {
        var path = new List<SessionState>();
        while (state != SessionState.Archived)
        {
            state = Next(state, state switch
            {
                SessionState.Idle => SessionEvent.Compaction,
                SessionState.Compacted => SessionEvent.Archival,
                _ => SessionEvent.Timeout,
            });
            path.Add(state);
        }

        return path;
    }

    /// <summary>The state as it is now, when only the stored state and the last activity are known.</summary>
    /// <param name="stored">The state in the session's file.</param>
    /// <param name="lastActive">When the session was last used.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="timeout">How long a session stays active without use.</param>
    /// <returns>Idle for an active session whose timeout has passed, else the stored state.</returns>
    public static SessionState At(SessionState stored, DateTimeOffset lastActive, DateTimeOffset now, TimeSpan timeout) =>
        stored == SessionState.Active && now - lastActive >= timeout ? Next(stored, SessionEvent.Timeout) : stored;

    /// <summary>The state as files and listings write it.</summary>
    /// <param name="state">The state.</param>
    /// <returns>A lower-case word.</returns>
    public static string ToText(this SessionState state) => state switch
    {
        SessionState.Created => "created",
        SessionState.Active => "active",
        SessionState.Idle => "idle",
        SessionState.Compacted => "compacted",
        SessionState.Archived => "archived",
        _ => throw new ArgumentOutOfRangeException(nameof(state)),
    };

    /// <summary>Reads the lower-case word of a state.</summary>
    /// <param name="text">The word; compared exactly.</param>
    /// <returns>The state, or null when the word is none.</returns>
    public static SessionState? Parse(string? text) => text switch
    {
        "created" => SessionState.Created,
        "active" => SessionState.Active,
        "idle" => SessionState.Idle,
        "compacted" => SessionState.Compacted,
        "archived" => SessionState.Archived,
        _ => null,
    };
}
