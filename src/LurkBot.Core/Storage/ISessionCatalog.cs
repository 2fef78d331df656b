using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Says which sessions a store has and which of them changed. Thread-safe.</summary>
public interface ISessionCatalog
{
    /// <summary>Lists all sessions, archived ones too, from their heads and trailers.</summary>
    ValueTask<SessionListing> ListAsync(CancellationToken cancellationToken);

    /// <summary>Finds one session.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null when there is none of that key.</returns>
    /// <exception cref="SessionDamagedException">It cannot be read.</exception>
    ValueTask<SessionInfo?> FindAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Says which sessions appeared, changed or vanished, by this process or another. A session may be named without having changed, never the other way round.</summary>
    /// <param name="cursor">Where the last call ended; null to begin. Text of the store's own that holds for one instance: with one of another instance, or too old, all sessions are named.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>The changes, and where the next call begins.</returns>
    ValueTask<SessionChanges> ChangesSinceAsync(string? cursor, CancellationToken cancellationToken);

    /// <summary>Reads a session that <see cref="ChangesSinceAsync"/> named.</summary>
    /// <param name="name">Its <see cref="SessionStamp.Name"/>.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <returns>Null when it vanished meanwhile.</returns>
    /// <exception cref="LurkBotException">It cannot be read.</exception>
    ValueTask<SessionContent?> ReadAsync(string name, CancellationToken cancellationToken);
}
