using System.Collections.Concurrent;
using LurkBot.Sessions;

namespace LurkBot.History;

/// <summary>Keeps sessions only as long as the process lives; nothing is written anywhere.</summary>
/// <param name="time">The clock.</param>
public sealed class MemorySessionStore(TimeProvider time) : ISessionStore
{
    private readonly ConcurrentDictionary<SessionKey, MemorySession> sessions = new();

    /// <inheritdoc/>
    public ValueTask<SessionListing> ListAsync(CancellationToken cancellationToken) =>
        new(new SessionListing([.. sessions.Values.Select(session => session.Info)], []));

    /// <inheritdoc/>
    public ValueTask<IStoredSession?> OpenAsync(SessionKey key, CancellationToken cancellationToken) => new(sessions.GetValueOrDefault(key));

    /// <inheritdoc/>
    public ValueTask<IStoredSession> OpenOrCreateAsync(SessionKey key, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return new(sessions.GetOrAdd(key, created => new MemorySession(new SessionHead(created, SessionId.New(now), now, [], []), time)));
    }
}
