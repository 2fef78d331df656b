using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>What is known of a session without reading its history.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="UpdatedAt">When it was last used.</param>
/// <param name="State">The state as stored; see <see cref="SessionLifecycle.At"/> for the present one.</param>
/// <param name="MessageCount">Messages after the last clear.</param>
/// <param name="Model">The model that answered last.</param>
/// <param name="ChosenModel">The model that the session chose for itself; null for the default.</param>
/// <param name="LastId">The newest entry's id; zero without entries.</param>
/// <param name="LastTurn">The newest turn; zero before the first.</param>
public sealed record SessionInfo(
    SessionKey Key,
    SessionId Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    SessionState State,
    int MessageCount,
    string? Model,
    string? ChosenModel,
    long LastId,
    long LastTurn)
{
    /// <summary>The queue mode that the session chose for itself; null for the default.</summary>
    public QueueMode? ChosenQueueMode { get; init; }

    /// <summary>Which messages wait for an answer and which turns are open.</summary>
    /// <value>Null when an earlier version wrote last: only the history tells.</value>
    public TurnState? Turns { get; init; }

    /// <summary>The title that an imported conversation came with; null for none.</summary>
    internal string? Title { get; init; }
}
