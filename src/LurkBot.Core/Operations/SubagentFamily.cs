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
