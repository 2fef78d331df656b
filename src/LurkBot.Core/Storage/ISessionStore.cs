using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Keeps sessions, to which history is only ever appended. Thread-safe.</summary>
public interface ISessionStore : ISessionCatalog
{
    /// <summary>The home and this process, as messages name them.</summary>
    StoreProcess Process { get; }

    /// <summary>Opens a session that exists.</summary>
    /// <returns>Null when there is none of that key.</returns>
    /// <exception cref="SessionDamagedException">Its file cannot be read.</exception>
    ValueTask<IStoredSession?> OpenAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Opens a session, creating it durably when there is none.</summary>
    /// <exception cref="SessionDamagedException">Its file cannot be read.</exception>
    /// <exception cref="LurkBotException">The store cannot be written.</exception>
    ValueTask<IStoredSession> OpenOrCreateAsync(SessionKey key, CancellationToken cancellationToken);

    /// <summary>Makes a session that begins with a history, durably and at once.</summary>
    /// <param name="session">The session; one whose history ends archived goes to the archive.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when there is a session of that key, which stays as it is.</returns>
    /// <exception cref="LurkBotException">The store cannot be written.</exception>
    ValueTask<bool> CreateAsync(NewSession session, CancellationToken cancellationToken);

    /// <summary>Begins a new session with the history of another.</summary>
    /// <param name="source">The session that is copied; it stays as it is.</param>
    /// <param name="at">The last entry that is copied; null for all.</param>
    /// <param name="target">The new session's key; its type may give at most the trust of the source's.</param>
    /// <param name="change">Who asks for it, and why.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <exception cref="LurkBotException">There is no such session or entry, the key is taken, or it would give more trust.</exception>
    ValueTask ForkAsync(SessionKey source, long? at, SessionKey target, SessionChange change, CancellationToken cancellationToken);
}
