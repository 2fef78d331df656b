using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LurkBot.Entries;
using LurkBot.Search;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>The rows of one session.</summary>
internal sealed partial class SqliteSessionIndex
{
    private const int SlotBits = 15;
    private const long LatestMoment = 1L << (62 - SlotBits);

    /// <summary>Begins the name of a session whose file's name is not known; no store gives such a name.</summary>
    private const string NamelessPrefix = "id:";

    private static string NamelessOf(SessionInfo info) => $"{NamelessPrefix}{info.Id} {info.Key}";

    private long NumberOf(string name) => database.Number("SELECT number FROM session WHERE file = $1", name);

    private long NewSession(string name)
    {
        database.Execute("INSERT INTO session(file, stamp) VALUES($1, '')", name);
        return database.Number("SELECT last_insert_rowid()");
    }

    private void Forget(long number)
    {
        ForgetEntries(number, 0);
        database.Execute("DELETE FROM session WHERE number = $1", number);
    }

    /// <summary>Forgets the messages from a place on.</summary>
    private void ForgetEntries(long number, long place)
    {
        var removed = words.Remove(number, place);
        database.Execute("DELETE FROM entry_text WHERE rowid IN (SELECT moment FROM entry WHERE session = $1 AND place >= $2)", number, place);
        database.Execute("DELETE FROM entry WHERE session = $1 AND place >= $2", number, place);
        database.Execute("UPDATE session SET messages = min(messages, $2), words = words - $3 WHERE number = $1", number, place, removed);
    }

    /// <summary>Brings a session's rows up to its whole history.</summary>
    private void Take(long number, SessionInfo info, IReadOnlyList<Entry> entries, string stamp)
    {
        var messages = SearchableEntry.Of(entries);
        var digest = Update(number, messages);
        Describe(number, info, entries.Count == 0 ? 0 : entries[^1].Id, stamp, digest);
        database.Execute(
            "UPDATE session SET entries = $2, settled_id = $3, floor = $4 WHERE number = $1",
            number, entries.Count, entries.LastOrDefault(entry => entry is UndoEntry or ClearEntry)?.Id ?? 0, messages.FindLastIndex(message => message.Standing is EntryVisibility.Cleared) + 1);
    }

    private void Describe(long number, SessionInfo info, long lastId, string stamp, byte[] digest) => database.Execute(
        "UPDATE session SET stamp = $2, digest = $3, id = $4, key = $5, channel = $6, state = $7, updated_at = $8, last_id = $9, problem = NULL WHERE number = $1",
        number, stamp, digest, info.Id.ToString(), info.Key.ToString(), info.Key.Channel, info.State.ToText(), info.UpdatedAt.ToUnixTimeMilliseconds(), lastId);

    /// <returns>The digest of all messages.</returns>
    private byte[] Update(long number, List<SearchableEntry> entries)
    {
        var standings = new Dictionary<long, EntryVisibility>();
        using (var reader = database.Read("SELECT id, standing FROM entry WHERE session = $1 ORDER BY place", number))
        {
            while (reader.Read())
                standings[reader.GetInt64(0)] = (EntryVisibility)reader.GetInt32(1);
        }

        var indexed = standings.Count;
        var digest = indexed > entries.Count ? [] : DigestOf([], entries, indexed);
        if (indexed > entries.Count || !IsDigest(number, digest))
        {
            indexed = SameInFront(number, entries);
            ForgetEntries(number, indexed);
            digest = DigestOf([], entries, indexed);
        }

        for (var i = 0; i < indexed; i++)
        {
            var entry = entries[i];
            if (standings[entry.Id] != entry.Standing)
                database.Execute("UPDATE entry SET standing = $3 WHERE session = $1 AND id = $2", number, entry.Id, (int)entry.Standing);
        }

        return Append(number, entries[indexed..], indexed, digest);
    }

    /// <summary>Adds messages behind those that are there.</summary>
    /// <returns>The digest of all messages.</returns>
    private byte[] Append(long number, List<SearchableEntry> entries, long place, byte[] digest)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            digest = Next(digest, entries[i]);
            Insert(number, entries[i], place + i);
        }

        var added = words.Add(number, entries, place);
        database.Execute("UPDATE session SET messages = $2, words = words + $3 WHERE number = $1", number, place + entries.Count, added);
        return digest;
    }

    /// <summary>How many messages at the beginning are as the index has them.</summary>
    private int SameInFront(long number, List<SearchableEntry> entries)
    {
        using var reader = database.Read("SELECT id, at, role, who, person, side, text FROM entry WHERE session = $1 ORDER BY place", number);
        for (var i = 0; i < entries.Count; i++)
        {
            var entry = entries[i];
            if (!reader.Read() || reader.GetInt64(0) != entry.Id || reader.GetInt64(1) != entry.At.ToUnixTimeMilliseconds() || reader.GetString(2) != entry.Role
                || TextOrNull(reader, 3) != entry.Who || TextOrNull(reader, 4) != entry.Person || reader.GetInt32(5) != (int)entry.Side || reader.GetString(6) != entry.Text)
            {
                return i;
            }
        }

        return entries.Count;
    }

    private bool IsDigest(long number, byte[] digest) =>
        database.Bytes("SELECT digest FROM session WHERE number = $1", number) is not { } stored || stored.AsSpan().SequenceEqual(digest);

    private static byte[] DigestOf(byte[] digest, List<SearchableEntry> entries, int count)
    {
        for (var i = 0; i < count; i++)
            digest = Next(digest, entries[i]);
        return digest;
    }

    /// <summary>The digest of some messages and one more: it can be continued without those before.</summary>
    private static byte[] Next(byte[] digest, SearchableEntry entry)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> number = stackalloc byte[sizeof(long)];
        sum.AppendData(digest);
        BinaryPrimitives.WriteInt64LittleEndian(number, entry.Id);
        sum.AppendData(number);
        BinaryPrimitives.WriteInt64LittleEndian(number, entry.At.UtcTicks);
        sum.AppendData(number);
        foreach (var text in (ReadOnlySpan<string>)[entry.Side.ToString(), entry.Role, entry.Who ?? "", entry.Person ?? "", entry.Text])
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt64LittleEndian(number, bytes.Length);
            sum.AppendData(number);
            sum.AppendData(bytes);
        }

        return sum.GetHashAndReset();
    }

    private void Insert(long number, SearchableEntry entry, long place)
    {
        var at = entry.At.ToUnixTimeMilliseconds();
        var moment = Math.Clamp(at, 0, LatestMoment - 1) << SlotBits;
        var slot = entry.Id;
        for (var span = 1L << SlotBits; ; span *= 4)
        {
            // Many entries can have the same moment: those that find it taken go somewhere near.
            var row = Math.Min(moment + (slot % span), long.MaxValue - 1);
            if (database.Execute(
                "INSERT OR IGNORE INTO entry(moment, session, id, at, role, who, person, standing, text, place, side, outside) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
                row, number, entry.Id, at, entry.Role, entry.Who, entry.Person, (int)entry.Standing, entry.Text, place, (int)entry.Side, entry.IsOutside ? 1 : 0) == 1)
            {
                database.Execute("INSERT INTO entry_text(rowid, text) VALUES($1, $2)", row, SearchTerms.Fold(entry.Text) + SearchTerms.Never + SearchTerms.Never);
                return;
            }

            slot = RandomNumberGenerator.GetInt32(int.MaxValue);
        }
    }
}
