
namespace LurkBot.Storage;

/// <summary>Bringing the index up to date.</summary>
internal sealed partial class SqliteSessionIndex
{
    private const int SessionsInATransaction = 100;

    private readonly Dictionary<string, IndexedSession> known = new(StringComparer.Ordinal);
    private long knownVersion = -1;
    private long round;
    private string? cursor;

    /// <summary>Reads the sessions that were written since, and forgets those that are gone.</summary>
    /// <returns>One sentence for each session that cannot be read.</returns>
    private async ValueTask<List<string>> RefreshAsync(CancellationToken cancellationToken)
    {
        LoadKnown();
        var changes = await catalog.ChangesSinceAsync(cursor, cancellationToken);
        // What breaks off in the middle begins anew.
        cursor = null;
        var (changed, gone, problems) = (ChangedIn(changes), GoneIn(changes), new List<string>());
        var nameless = changes.IsWhole ? Nameless() : [];
        if (gone.Count > 0)
        {
            await InTransactionAsync(() =>
            {
                foreach (var indexed in gone)
                {
                    Forget(indexed.Number);
                    known.Remove(indexed.Name);
                }

                return ValueTask.CompletedTask;
            });
        }

        for (var start = 0; start < changed.Count; start += SessionsInATransaction)
        {
            var part = changed.GetRange(start, Math.Min(SessionsInATransaction, changed.Count - start));
            await InTransactionAsync(async () =>
            {
                foreach (var stamp in part)
                    await TakeAsync(stamp, cancellationToken);
            });
            onProgress?.Invoke(start + part.Count, changed.Count);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (nameless.Count > 0)
        {
            // What has no file is gone; what has one was found under its name.
            await InTransactionAsync(() =>
            {
                foreach (var number in nameless.Intersect(Nameless()))
                    Forget(number);
                return ValueTask.CompletedTask;
            });
        }

        foreach (var indexed in known.Values)
        {
            if (indexed.Problem is not null)
                problems.Add(indexed.Problem);
        }

        // Those that could not be read are tried again each time.
        cursor = problems.Count == 0 ? changes.Cursor : null;
        return problems;
    }

    private List<SessionStamp> ChangedIn(SessionChanges changes)
    {
        round++;
        var changed = new List<SessionStamp>();
        foreach (var stamp in changes.Changed)
        {
            if (known.TryGetValue(stamp.Name, out var indexed))
                indexed.SeenInRound = round;
            if (indexed is null || stamp.Version.Length == 0 || !string.Equals(stamp.Version, indexed.Version, StringComparison.Ordinal))
                changed.Add(stamp);
        }

        return changed;
    }

    private List<IndexedSession> GoneIn(SessionChanges changes)
    {
        var gone = new List<IndexedSession>();
        foreach (var name in changes.Gone)
        {
            if (known.TryGetValue(name, out var indexed))
                gone.Add(indexed);
        }

        if (!changes.IsWhole)
            return gone;
        foreach (var indexed in known.Values)
        {
            if (indexed.SeenInRound != round)
                gone.Add(indexed);
        }

        return gone;
    }

    /// <summary>What the index holds, read again only when another process changed it.</summary>
    private void LoadKnown()
    {
        var version = database.Number("PRAGMA data_version");
        if (version == knownVersion)
            return;
        cursor = null;
        known.Clear();
        using (var reader = database.Read("SELECT number, file, stamp, problem FROM session WHERE file NOT LIKE $1", NamelessPrefix + "%"))
        {
            while (reader.Read())
                known[reader.GetString(1)] = new IndexedSession(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), TextOrNull(reader, 3));
        }

        knownVersion = version;
    }

    private async ValueTask InTransactionAsync(Func<ValueTask> work)
    {
        var version = knownVersion;
        knownVersion = -1;
        await database.InTransactionAsync(work);
        knownVersion = version;
    }

    /// <summary>The rows of sessions that were taken without their file's name being known.</summary>
    private List<long> Nameless()
    {
        var numbers = new List<long>();
        using var reader = database.Read("SELECT number FROM session WHERE file LIKE $1", NamelessPrefix + "%");
        while (reader.Read())
            numbers.Add(reader.GetInt64(0));
        return numbers;
    }

    /// <summary>Reads one session anew: as long as it begins as the index knows it, only what is new is added.</summary>
    private async ValueTask TakeAsync(SessionStamp session, CancellationToken cancellationToken)
    {
        SessionContent? read = null;
        string? problem = null;
        try
        {
            read = await catalog.ReadAsync(session.Name, cancellationToken);
        }
        catch (LurkBotException e)
        {
            problem = e.Message;
        }

        // Another process may have read it meanwhile.
        var number = NumberOf(session.Name);
        var nameless = read is null ? 0 : NumberOf(NamelessOf(read.Info));
        if (read is null && problem is null)
        {
            if (number > 0)
                Forget(number);
            known.Remove(session.Name);
            return;
        }

        if (number == 0 && nameless > 0)
        {
            database.Execute("UPDATE session SET file = $2 WHERE number = $1", nameless, session.Name);
            number = nameless;
        }
        else
        {
            if (nameless > 0)
                Forget(nameless);
            if (number == 0)
                number = NewSession(session.Name);
        }

        var version = problem is null ? session.Version : "";
        if (read is null)
        {
            ForgetEntries(number, 0);
            database.Execute("UPDATE session SET stamp = '', digest = NULL, id = NULL, key = NULL, channel = NULL, state = NULL, updated_at = NULL, entries = NULL, last_id = 0, problem = $2 WHERE number = $1", number, problem);
        }
        else
        {
            Take(number, read.Info, read.Entries, version);
        }

        known[session.Name] = new IndexedSession(number, session.Name, version, problem) { SeenInRound = round };
    }
}
