using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Operations;

/// <summary>Which session a name means.</summary>
internal sealed partial class SessionAdministration
{
    private const int MostCandidates = 5;

    /// <summary>Opens a session by its key, a name, an alias, or its id.</summary>
    /// <param name="name">What they said.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <exception cref="UnknownSessionException">There is none; the message names the nearest.</exception>
    public async Task<IStoredSession> OpenAsync(string name, CancellationToken cancellationToken)
    {
        if (SessionKey.TryParse(name, out var key, out var problem) && await services.Store.OpenAsync(key, cancellationToken) is { } session)
            return session;
        var meant = key is null ? await services.Directory.ResolvePartAsync(name, cancellationToken) : await services.Directory.ResolveAsync(name, cancellationToken);
        if (key is null && meant.Count == 1 && await services.Store.OpenAsync(meant[0], cancellationToken) is { } named)
            return named;
        // Logs name a session by its id: its key may name a person.
        if (key is null && meant.Count == 0 && Guid.TryParseExact(name, "D", out var id) && (await services.Store.ListAsync(cancellationToken)).Sessions.FirstOrDefault(info => info.Id.Value == id) is { } logged
            && await services.Store.OpenAsync(logged.Key, cancellationToken) is { } found)
        {
            return found;
        }

        if (key is null && meant.Count > 1)
            throw SeveralOf(name, meant);
        var keys = (meant.Count == 1 ? meant : await services.Directory.ListAsync(cancellationToken)).Select(known => known.ToString()).ToList();
        var hint = (meant.Count == 1 ? keys[0] : NearestName.Find(name, keys)) is { } nearest ? $"Did you mean {nearest}?" : "See: lurkbot sessions list";
        throw key is null
            ? new UnknownSessionException($"{problem} {hint}", ErrorKind.Refused)
            : new UnknownSessionException($"There is no session {name}. {hint}", ErrorKind.NotFound);
    }

    /// <summary>The key of an existing session.</summary>
    /// <param name="name">What they said.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <exception cref="UnknownSessionException">There is none; the message names the nearest.</exception>
    public async Task<SessionKey> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var session = await OpenAsync(name, cancellationToken);
        return session.Info.Key;
    }

    /// <summary>The key of a session that is to come back: of one that exists, else of what lies in the trash under that name.</summary>
    /// <param name="name">What they said: a key, a chat id, or the beginning of either.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <exception cref="UnknownSessionException">There is none, or the name may be any of several.</exception>
    public async Task<SessionKey> FindToRestoreAsync(string name, CancellationToken cancellationToken)
    {
        if (SessionKey.TryParse(name, out var whole, out _))
            return whole;
        if ((await services.Directory.ResolvePartAsync(name, cancellationToken)).Count > 0)
            return await FindAsync(name, cancellationToken);
        var deleted = new List<SessionKey>();
        foreach (var copy in await services.Store.ListCopiesAsync(cancellationToken))
        {
            if (await services.Store.ReadCopyAsync(copy, cancellationToken) is { Place: SessionPlace.Trash, Key: { } key } && SessionDirectory.IsPartOf(key, name))
                deleted.Add(key);
        }

        // Who names a chat in whole means it, and not one whose name begins like it.
        var exact = deleted.Where(key => string.Equals(key.ChatId, name, StringComparison.Ordinal)).Distinct().ToList();
        return (exact.Count > 0 ? exact : [.. deleted.Distinct()]) switch
        {
            [var only] => only,
            [] => await FindAsync(name, cancellationToken),
            var several => throw SeveralOf(name, several),
        };
    }

    private static UnknownSessionException SeveralOf(string name, IReadOnlyList<SessionKey> meant) =>
        new($"{name} may be any of {meant.Count} sessions: {string.Join(", ", meant.Select(candidate => candidate.ToString()).Order(StringComparer.Ordinal).Take(MostCandidates))}{(meant.Count > MostCandidates ? ", …" : "")}. Give more of the key.", ErrorKind.Refused);
}
