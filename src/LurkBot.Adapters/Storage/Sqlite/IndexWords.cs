using LurkBot.Search;
using Microsoft.Data.Sqlite;

namespace LurkBot.Storage;

/// <summary>The words of messages in an index: SQLite finds and stems them, for texts and queries alike.</summary>
/// <param name="database">The index.</param>
internal sealed class IndexWords(IndexDatabase database)
{
    /// <summary>Stands before the name of the one who said a message; no word begins with it.</summary>
    public const string Speaker = "@";

    /// <summary>A posting's tally: how often, at most 255 times, by whom, and in how long a message.</summary>
    private const string Tally = "min(count(*), 255) + 256 * fresh.side + 1024 * fresh.length";

    private const int MostKept = 50_000;
    private const int TextsAtOnce = 500;
    private const int CharactersAtOnce = 2_000_000;

    /// <summary>Words that were asked for, and the terms that stand for them.</summary>
    private readonly Dictionary<string, string[]> kept = new(StringComparer.Ordinal);

    /// <summary>The terms that stand for words.</summary>
    /// <param name="words">Words as <see cref="SearchWords"/> gives them.</param>
    /// <returns>For each word its terms, mostly one.</returns>
    public IReadOnlyList<string[]> TermsOf(IReadOnlyList<string> words)
    {
        if (kept.Count > MostKept)
            kept.Clear();
        var fresh = words.Where(word => !kept.ContainsKey(word)).Distinct(StringComparer.Ordinal).ToList();
        if (fresh.Count > 0)
        {
            var terms = new List<string>[fresh.Count];
            With(() =>
            {
                for (var i = 0; i < fresh.Count; i++)
                {
                    terms[i] = [];
                    database.Execute("INSERT INTO temp.word(rowid, text) VALUES($1, $2)", i + 1, fresh[i]);
                }

                using var reader = database.Read("SELECT doc, term FROM temp.token ORDER BY doc, offset");
                while (reader.Read())
                    terms[reader.GetInt32(0) - 1].Add(reader.GetString(1));
            });
            for (var i = 0; i < fresh.Count; i++)
                kept[fresh[i]] = [.. terms[i]];
        }

        return [.. words.Select(word => kept[word])];
    }

    /// <summary>Adds the words of messages.</summary>
    /// <param name="session">The session's number.</param>
    /// <param name="messages">Messages of the session.</param>
    /// <param name="place">The place of the first one.</param>
    /// <returns>How many words they have.</returns>
    public long Add(long session, IReadOnlyList<SearchableEntry> messages, long place)
    {
        var words = 0L;
        for (var (start, end) = (0, 0); start < messages.Count; start = end)
        {
            for (var characters = 0; end < messages.Count && end - start < TextsAtOnce && (end == start || characters < CharactersAtOnce); end++)
                characters += messages[end].Text.Length;
            var (from, to) = (start, end);
            AddSpeakers(session, messages, from, to, place);
            With(() =>
            {
                for (var i = from; i < to; i++)
                {
                    database.Execute("INSERT INTO temp.word(rowid, text) VALUES($1, $2)", place + i + 1, SearchWords.Spread(messages[i].Text, out var count));
                    database.Execute("INSERT INTO temp.fresh(doc, length, side) VALUES($1, $2, $3)", place + i + 1, count, (int)messages[i].Side);
                    words += count;
                }

                database.Execute(
                    "INSERT INTO posting(term, session, place, tally)"
                    + $" SELECT token.term, $1, token.doc - 1, {Tally} FROM temp.token CROSS JOIN temp.fresh ON fresh.doc = token.doc GROUP BY token.term, token.doc",
                    session);
            });
        }

        return words;
    }

    /// <summary>Removes the words of messages, whose texts must still be in the index.</summary>
    /// <param name="session">The session's number.</param>
    /// <param name="place">The first message.</param>
    /// <returns>How many words they had.</returns>
    public long Remove(long session, long place)
    {
        for (var words = 0L; ;)
        {
            var texts = new List<(long Place, string? Who, string Text)>();
            using (var reader = database.Read("SELECT place, who, text FROM entry WHERE session = $1 AND place >= $2 ORDER BY place LIMIT $3", session, place, TextsAtOnce))
            {
                for (var characters = 0; characters < CharactersAtOnce && reader.Read();)
                {
                    texts.Add((reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2)));
                    characters += texts[^1].Text.Length;
                }
            }

            if (texts.Count == 0)
                return words;
            var last = texts[^1].Place;
            foreach (var term in texts.Select(text => text.Who).Distinct(StringComparer.Ordinal).SelectMany(SpeakerTerms).Distinct(StringComparer.Ordinal))
                database.Execute("DELETE FROM posting WHERE term = $1 AND session = $2 AND place BETWEEN $3 AND $4", term, session, place, last);
            With(() =>
            {
                foreach (var text in texts)
                {
                    database.Execute("INSERT INTO temp.word(rowid, text) VALUES($1, $2)", text.Place + 1, SearchWords.Spread(text.Text, out var count));
                    words += count;
                }

                database.Execute("DELETE FROM posting WHERE session = $1 AND place BETWEEN $2 AND $3 AND term IN (SELECT DISTINCT term FROM temp.token)", session, place, last);
            });
            place = last + 1;
        }
    }

    /// <summary>How many messages have a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="session">The session's number; null for all.</param>
    /// <param name="most">It is not counted beyond this.</param>
    public long Count(string term, long? session, long most) => session is { } number
        ? database.Number("SELECT count(*) FROM (SELECT 1 FROM posting WHERE term = $1 AND session = $2 LIMIT $3)", term, number, most)
        : database.Number("SELECT count(*) FROM (SELECT 1 FROM posting WHERE term = $1 LIMIT $2)", term, most);

    /// <summary>About how many of a session's messages have a term, told by the newest of them.</summary>
    /// <param name="term">The term.</param>
    /// <param name="session">The session's number.</param>
    /// <param name="floor">The first message that counts.</param>
    /// <param name="before">Only messages before this place.</param>
    public long Estimate(string term, long session, long floor, long before)
    {
        const int Looked = 100;
        using var reader = database.Read(
            "SELECT count(*), min(place) FROM (SELECT place FROM posting WHERE term = $1 AND session = $2 AND place >= $3 AND place < $4 ORDER BY place DESC LIMIT $5)", term, session, floor, before, Looked);
        reader.Read();
        var count = reader.GetInt64(0);
        return count < Looked ? count : Looked * (before - floor) / (before - reader.GetInt64(1));
    }

    /// <summary>The newest messages of a session that have a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="session">The session's number.</param>
    /// <param name="floor">The first message that counts.</param>
    /// <param name="before">Only messages before this place.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="matches">Gets them, the newest first.</param>
    public void Read(string term, long session, long floor, long before, long most, List<WordMatch> matches)
    {
        using var reader = database.Read("SELECT place, tally FROM posting WHERE term = $1 AND session = $2 AND place >= $3 AND place < $4 ORDER BY place DESC LIMIT $5", term, session, floor, before, most);
        while (reader.Read())
            matches.Add(Match(MessagePlace.Of(session, reader.GetInt64(0)), reader.GetInt64(1)));
    }

    /// <summary>All messages that have a term.</summary>
    /// <param name="term">The term.</param>
    /// <param name="matches">Gets them.</param>
    public void Read(string term, List<WordMatch> matches)
    {
        using var reader = database.Read("SELECT session, place, tally FROM posting WHERE term = $1", term);
        while (reader.Read())
            matches.Add(Match(MessagePlace.Of(reader.GetInt64(0), reader.GetInt64(1)), reader.GetInt64(2)));
    }

    private static WordMatch Match(long message, long tally) => new(message, (int)(tally & 255), (int)(tally >> 10), (MessageSide)((tally >> 8) & 3));

    /// <summary>Whether somebody of a name said something.</summary>
    /// <param name="term">A term of the name.</param>
    /// <param name="session">The session's number.</param>
    public bool IsSpeaker(string term, long session) => database.Number("SELECT 1 FROM posting WHERE term = $1 AND session = $2 LIMIT 1", Speaker + term, session) == 1;

    /// <summary>Those of some messages that were said by somebody of a name.</summary>
    /// <param name="term">A term of the name.</param>
    /// <param name="session">The session's number.</param>
    /// <param name="places">The places of the messages, as a JSON array.</param>
    public IReadOnlyList<long> SaidBy(string term, long session, string places)
    {
        var said = new List<long>();
        using var reader = database.Read("SELECT place FROM posting WHERE term = $1 AND session = $2 AND place IN (SELECT value FROM json_each($3))", Speaker + term, session, places);
        while (reader.Read())
            said.Add(reader.GetInt64(0));
        return said;
    }

    private void AddSpeakers(long session, IReadOnlyList<SearchableEntry> messages, int from, int to, long place)
    {
        for (var i = from; i < to; i++)
        {
            foreach (var term in messages[i].IsSaid ? SpeakerTerms(messages[i].Who) : [])
                database.Execute("INSERT OR IGNORE INTO posting(term, session, place, tally) VALUES($1, $2, $3, 1)", term, session, place + i);
        }
    }

    private IEnumerable<string> SpeakerTerms(string? who)
    {
        if (who is null)
            return [];
        var words = SearchWords.Split(who).ConvertAll(piece => SearchWords.Of(who, piece));
        return TermsOf(words).SelectMany(terms => terms).Select(term => Speaker + term);
    }

    /// <summary>Does something with the tables that hold texts for a moment.</summary>
    private void With(Action work)
    {
        database.Execute("SAVEPOINT words");
        try
        {
            work();
        }
        catch
        {
            try
            {
                Clean();
            }
            catch (SqliteException)
            {
                // The first error says more, such as that the disk is full.
            }

            throw;
        }

        Clean();
    }

    private void Clean()
    {
        database.Execute("INSERT INTO temp.word(word) VALUES('delete-all')");
        database.Execute("DELETE FROM temp.fresh");
        database.Execute("RELEASE words");
    }
}
