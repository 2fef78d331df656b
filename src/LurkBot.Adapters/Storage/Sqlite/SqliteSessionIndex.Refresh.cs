using System.Security.Cryptography;
using System.Text;
using LurkBot.Search;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Bringing the index up to date.</summary>
internal sealed partial class SqliteSessionIndex
{
    private const int SessionsInATransaction = 100;
    private const int SlotBits = 15;
    private const long LatestMoment = 1L << (62 - SlotBits);

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
        if (gone.Count > 0)
        {
            await InTransactionAsync(() =>
            {
                gone.ForEach(Forget);
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
        using (var reader = database.Read("SELECT number, file, stamp, problem FROM session"))
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

    private void Forget(IndexedSession indexed)
    {
        ForgetEntries(indexed.Number);
        database.Execute("DELETE FROM session WHERE number = $1", indexed.Number);
        known.Remove(indexed.Name);
    }

    private void ForgetEntries(long number)
    {
        database.Execute("DELETE FROM entry_text WHERE rowid IN (SELECT moment FROM entry WHERE session = $1)", number);
        database.Execute("DELETE FROM entry WHERE session = $1", number);
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
        var number = database.Number("SELECT number FROM session WHERE file = $1", session.Name);
        if (read is null && problem is null)
        {
            if (number > 0)
                Forget(new IndexedSession(number, session.Name, "", null));
            return;
        }

        if (number == 0)
        {
            database.Execute("INSERT INTO session(file, stamp) VALUES($1, '')", session.Name);
            number = database.Number("SELECT last_insert_rowid()");
        }

        var digest = Update(number, read is null ? [] : SearchableEntry.Of(read.Entries));
        var info = read?.Info;
        var version = problem is null ? session.Version : "";
        database.Execute(
            "UPDATE session SET stamp = $2, digest = $3, key = $4, channel = $5, state = $6, updated_at = $7, entries = $8, problem = $9 WHERE number = $1",
            number, version, digest, info?.Key.ToString(), info?.Key.Channel, info?.State.ToText(), info?.UpdatedAt.ToUnixTimeMilliseconds(), read?.Entries.Count, problem);
        known[session.Name] = new IndexedSession(number, session.Name, version, problem) { SeenInRound = round };
    }

    /// <returns>The digest of all entries.</returns>
    private byte[] Update(long number, IReadOnlyList<SearchableEntry> entries)
    {
        var standings = new Dictionary<long, EntryVisibility>();
        using (var reader = database.Read("SELECT id, standing FROM entry WHERE session = $1", number))
        {
            while (reader.Read())
                standings[reader.GetInt64(0)] = (EntryVisibility)reader.GetInt32(1);
        }

        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var indexed = standings.Count;
        for (var i = 0; i < entries.Count && i < indexed; i++)
            Add(sum, entries[i]);
        if (indexed > entries.Count || !IsDigest(number, sum.GetCurrentHash()))
        {
            ForgetEntries(number);
            standings.Clear();
            indexed = 0;
            _ = sum.GetHashAndReset();
        }

        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (i >= indexed)
            {
                Add(sum, entry);
                Insert(number, entry);
            }
            else if (standings[entry.Id] != entry.Standing)
            {
                database.Execute("UPDATE entry SET standing = $3 WHERE session = $1 AND id = $2", number, entry.Id, (int)entry.Standing);
            }
        }

        return sum.GetHashAndReset();
    }

    private bool IsDigest(long number, byte[] digest)
    {
        return database.Bytes("SELECT digest FROM session WHERE number = $1", number) is not { } stored || stored.AsSpan().SequenceEqual(digest);
    }

    private static void Add(IncrementalHash sum, SearchableEntry entry)
    {
        sum.AppendData(BitConverter.GetBytes(entry.Id));
        sum.AppendData(BitConverter.GetBytes(entry.At.UtcTicks));
        foreach (var text in (string[])[entry.Role, entry.Who ?? "", entry.Person ?? "", entry.Text])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            sum.AppendData(BitConverter.GetBytes(bytes.Length));
            sum.AppendData(bytes);
        }
    }

    private void Insert(long number, SearchableEntry entry)
    {
        var at = entry.At.ToUnixTimeMilliseconds();
        var moment = Math.Clamp(at, 0, LatestMoment - 1) << SlotBits;
        var slot = entry.Id;
        for (var span = 1L << SlotBits; ; span *= 4)
        {
            // Many entries can have the same moment: those that find it taken go somewhere near.
            var place = Math.Min(moment + (slot % span), long.MaxValue - 1);
            if (database.Execute("INSERT OR IGNORE INTO entry(moment, session, id, at, role, who, person, standing, text) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9)", place, number, entry.Id, at, entry.Role, entry.Who, entry.Person, (int)entry.Standing, entry.Text) == 1)
            {
                database.Execute("INSERT INTO entry_text(rowid, text) VALUES($1, $2)", place, SearchTerms.Fold(entry.Text) + SearchTerms.Never + SearchTerms.Never);
                return;
            }

            slot = RandomNumberGenerator.GetInt32(int.MaxValue);
        }
    }
}
