using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Finds a chat's session when the chat has another type than it had: a person becomes owner, a group gets topics.</summary>
public static class SessionRekeying
{
    private static readonly SessionType[] Types = [SessionType.Main, SessionType.Dm, SessionType.Group, SessionType.Topic];

    /// <summary>The session of the same channel and chat with another type; of several the one used last.</summary>
    /// <param name="store">The sessions.</param>
    /// <param name="key">The key that the chat has now.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>Its key; null when there is none, or one that has the key already.</returns>
    public static async ValueTask<SessionKey?> FindAsync(ISessionCatalog store, SessionKey key, CancellationToken cancellationToken)
    {
        if (key.Type == SessionType.Subagent || await store.FindAsync(key, cancellationToken) is not null)
            return null;

        SessionInfo? newest = null;
        foreach (var type in Types)
        {
            var info = await FindSoundAsync(store, SessionKey.Create(key.Channel, key.ChatId, type), cancellationToken);
            if (info is not null && (newest is null || info.UpdatedAt > newest.UpdatedAt))
                newest = info;
        }

        return newest?.Key;
    }

    /// <summary>Opens a chat's session, giving the one of another type the key that the chat has now; it is never begun anew.</summary>
    /// <param name="store">The sessions.</param>
    /// <param name="key">The key that the chat has now.</param>
    /// <param name="change">Who says so, and why.</param>
    /// <param name="cancellationToken">Cancels before anything is changed.</param>
    /// <returns>Null when the chat has no session.</returns>
    /// <exception cref="SessionBusyException">A turn is under way.</exception>
    public static async ValueTask<IStoredSession?> OpenAsync(IRewritableStore store, SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        if (await FindAsync(store, key, cancellationToken) is { } former)
        {
            await store.RestoreIfArchivedAsync(former, change, cancellationToken);
            await store.RenameAsync(former, key, change, cancellationToken);
        }

        return await store.OpenAsync(key, cancellationToken);
    }

    /// <summary>A damaged session of another type does not keep this chat from its own.</summary>
    private static async ValueTask<SessionInfo?> FindSoundAsync(ISessionCatalog store, SessionKey key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.FindAsync(key, cancellationToken);
        }
        catch (SessionDamagedException)
        {
            return null;
        }
    }

    private static async ValueTask RestoreIfArchivedAsync(this IRewritableStore store, SessionKey key, SessionChange change, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken) is { State: SessionState.Archived })
            await store.RestoreAsync(key, change, cancellationToken);
    }
}
