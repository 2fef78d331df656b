using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>The session moved to another state, or something else happened to it as a whole.</summary>
public sealed record StateEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.State;

    /// <summary>The state from here on; null when it stays, as after a rename.</summary>
    public SessionState? State { get; init; }

    /// <summary>For a fork: the session that it was forked from.</summary>
    public SessionId? ForkedFrom { get; init; }
}
