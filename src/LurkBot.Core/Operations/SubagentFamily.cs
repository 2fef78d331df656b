using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Operations;

/// <summary>Finds the sessions that a session started, and those that they started.</summary>
internal static class SubagentFamily
{
    /// <summary>Finds them.</summary>
    /// <param name="store">The sessions.</param>
    /// <param name="parent">The session.</param>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    /// <returns>The deepest first; one that cannot be read is left out.</returns>
    public static async ValueTask<IReadOnlyList<SessionKey>> FindAsync(ISessionStore store, SessionId parent, CancellationToken cancellationToken)
    {
        var known = new List<(SessionKey Key, SessionId Id, SessionId Parent)>();
        foreach (var info in (await store.ListAsync(cancellationToken)).Sessions.Where(info => info.Key.Type is SessionType.Subagent))
        {
            try
            {
                await using var session = await store.OpenAsync(info.Key, cancellationToken);
                if (session is not null && SubagentSource.Of(await session.ReadAllAsync(cancellationToken)) is { } source)
                    known.Add((info.Key, info.Id, source.Parent));
            }
            catch (LurkBotException)
            {
                // Damaged: it is left where it is.
            }
        }

        return Below(parent, known);
    }

    /// <summary>Why a subagent is deleted with the session that started it.</summary>
    /// <param name="parent">The session.</param>
    public static string DeletedWith(SessionKey parent) => $"deleted with {parent}, which started it";

    /// <summary>Finds those that were deleted with a session. One that its owner deleted is not among them.</summary>
    /// <param name="store">The sessions.</param>
    /// <param name="parent">The session.</param>
    /// <param name="key">The key under which it was deleted.</param>
    /// <param name="cancellationToken">Stops between two copies.</param>
    /// <returns>The deepest first; one that cannot be read is left out.</returns>
    public static async ValueTask<IReadOnlyList<SessionKey>> FindDeletedAsync(IRewritableStore store, SessionId parent, SessionKey key, CancellationToken cancellationToken)
    {
        var known = new List<(SessionKey Key, SessionId Id, SessionId Parent)>();
        foreach (var name in await store.ListCopiesAsync(cancellationToken))
        {
            if (await store.ReadCopyAsync(name, cancellationToken) is { Place: SessionPlace.Trash, Problem: null, Key: { Type: SessionType.Subagent } child } copy
                && SubagentSource.Of(copy.Entries) is { } source
                && copy.Entries.OfType<StateEntry>().LastOrDefault() is var last && (last is { State: SessionState.Archived } || string.Equals(last?.Reason, DeletedWith(key), StringComparison.Ordinal)))
            {
                known.Add((child, copy.Id, source.Parent));
            }
        }

        return Below(parent, known);
    }

    private static List<SessionKey> Below(SessionId parent, List<(SessionKey Key, SessionId Id, SessionId Parent)> known)
    {
        var (found, above) = (new List<SessionKey>(), new HashSet<SessionId> { parent });
        while (known.Where(child => above.Contains(child.Parent)).ToList() is { Count: > 0 } level)
        {
            known.RemoveAll(level.Contains);
            found.InsertRange(0, level.Select(child => child.Key));
            above = [.. level.Select(child => child.Id)];
        }

        return found;
    }
}
