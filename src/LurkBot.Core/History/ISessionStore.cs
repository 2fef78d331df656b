using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>Keeps sessions; every implementation passes one conformance suite. Thread-safe.</summary>
public interface ISessionStore
{
    /// <summary>Lists all sessions from their heads and trailers.</summary>
    ValueTask<SessionListing> ListAsync(CancellationToken cancellationToken);

    /// <summary>Opens a session that exists.</summary>
    /// <returns>Null when there is none of that key.</returns>
    /// <exception cref="SessionDamagedException">Its file cannot be read.</exception>
    ValueTask<IStoredSession?> OpenAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Opens a session, creating it durably when there is none.</summary>
    /// <exception cref="SessionDamagedException">Its file cannot be read.</exception>
    /// <exception cref="LurkBotException">The store cannot be written.</exception>
    ValueTask<IStoredSession> OpenOrCreateAsync(SessionKey key, CancellationToken cancellationToken);
}
