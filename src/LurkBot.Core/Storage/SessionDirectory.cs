using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Finds sessions by what people and settings call them, from a map in memory that a feed of changes keeps up to date. Thread-safe.</summary>
/// <param name="catalog">The sessions.</param>
/// <param name="time">The clock.</param>
/// <remarks>What another process does is seen after a second at most. No session is read whose name in the store gives its key.</remarks>
internal sealed class SessionDirectory(ISessionCatalog catalog, TimeProvider time)
{
    private static readonly TimeSpan MaximumAge = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<string, SessionKey> keys = new(StringComparer.Ordinal);
    private string? cursor;
    private long? readAt;

    /// <summary>The keys of all sessions.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Each once, in no order.</returns>
    public ValueTask<IReadOnlyList<SessionKey>> ListAsync(CancellationToken cancellationToken) => FindAsync(_ => true, cancellationToken);

    /// <summary>Finds the sessions that a name in environment variables means.</summary>
    /// <param name="name">The name, see <see cref="SessionEnvironmentName"/>.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>One is the answer; several must be reported.</returns>
    public ValueTask<IReadOnlyList<SessionKey>> FindByEnvironmentNameAsync(string name, CancellationToken cancellationToken) =>
        FindAsync(key => SessionEnvironmentName.IsFor(name, key), cancellationToken);

    /// <summary>Finds the sessions that a text means: a whole key, else a session's name in environment variables, else the chat id of a session.</summary>
    /// <param name="text">What somebody typed.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>One is the answer; several must be reported.</returns>
    public async ValueTask<IReadOnlyList<SessionKey>> ResolveAsync(string text, CancellationToken cancellationToken)
    {
        if (SessionKey.TryParse(text, out var whole, out _))
            return await FindAsync(key => key == whole, cancellationToken);
        var named = await FindByEnvironmentNameAsync(text, cancellationToken);
        return named.Count > 0 ? named : await FindAsync(key => string.Equals(key.ChatId, text, StringComparison.Ordinal), cancellationToken);
    }

    /// <summary>Finds the sessions that a text means: as <see cref="ResolveAsync"/>, else those whose key or chat id begins with it or whose key ends with it.</summary>
    /// <param name="text">What somebody typed.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>One is the answer; several must be reported.</returns>
    internal async ValueTask<IReadOnlyList<SessionKey>> ResolvePartAsync(string text, CancellationToken cancellationToken)
    {
        var exact = await ResolveAsync(text, cancellationToken);
        if (exact.Count > 0 || text.Length == 0)
            return exact;
        return await FindAsync(key => IsPartOf(key, text), cancellationToken);
    }

    /// <summary>Whether a text is the beginning of a key or of its chat id, or its end behind a colon.</summary>
    /// <param name="key">The key.</param>
    /// <param name="text">What somebody typed.</param>
    internal static bool IsPartOf(SessionKey key, string text) =>
        text.Length > 0 && (key.ChatId.StartsWith(text, StringComparison.Ordinal) || key.ToString() is var whole && (whole.StartsWith(text, StringComparison.Ordinal) || whole.EndsWith(":" + text, StringComparison.Ordinal)));

    private async ValueTask<IReadOnlyList<SessionKey>> FindAsync(Func<SessionKey, bool> isMeant, CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        lock (gate)
        {
            var found = new HashSet<SessionKey>();
            foreach (var key in keys.Values)
            {
                if (isMeant(key))
                    found.Add(key);
            }

            return [.. found];
        }
    }

    private async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        string? from;
        lock (gate)
        {
            if (readAt is { } last && time.GetElapsedTime(last) < MaximumAge)
                return;
            from = cursor;
        }

        var now = time.GetTimestamp();
        var changes = await catalog.ChangesSinceAsync(from, cancellationToken);
        lock (gate)
        {
            // Another caller was faster; the map is as new as this one's.
            if (!ReferenceEquals(cursor, from))
                return;
            if (changes.IsWhole)
                keys.Clear();
            foreach (var name in changes.Gone)
                keys.Remove(name);
            foreach (var stamp in changes.Changed)
            {
                if (stamp.Key is null)
                    keys.Remove(stamp.Name);
                else
                    keys[stamp.Name] = stamp.Key;
            }

            (cursor, readAt) = (changes.Cursor, now);
        }
    }
}
