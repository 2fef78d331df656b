using System.Text;
using LurkBot.Search;
using LurkBot.Sessions;
using Microsoft.Data.Sqlite;

namespace LurkBot.Storage;

/// <summary>Finding.</summary>
internal sealed partial class SqliteSessionIndex
{
    private const int PieceLength = 3;
    private const int MostPieces = 400;

    private const string Columns = "session.key, entry.id, entry.at, entry.role, entry.who, entry.standing, entry.text";
    private const string Filter = "($2 IS NULL OR session.key = $2) AND ($3 IS NULL OR session.channel = $3)";

    private (IReadOnlyList<SearchHit> Hits, bool HasMore) Find(SearchQuery query, IReadOnlyList<string> terms, CancellationToken cancellationToken)
    {
        var match = MatchOf(terms, out var isExact);
        var since = query.Since is { } moment ? Math.Max(0, moment.ToUnixTimeMilliseconds()) << SlotBits : 0;
        object?[] values = [match, query.Session?.ToString(), query.Channel, since];
        var sql = match is null
            ? $"SELECT {Columns} FROM entry JOIN session ON session.number = entry.session WHERE $1 IS NULL AND {Filter} AND entry.moment >= $4 ORDER BY entry.moment DESC"
            : $"SELECT {Columns} FROM entry_text JOIN entry ON entry.moment = entry_text.rowid JOIN session ON session.number = entry.session WHERE entry_text MATCH $1 AND {Filter} AND entry_text.rowid >= $4 ORDER BY entry_text.rowid DESC";
        var hits = new List<SearchHit>();
        using var reader = database.Read(sql, values);
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var text = reader.GetString(6);
            if (!isExact && !SearchTerms.Match(SearchTerms.Fold(text), terms))
                continue;
            if (hits.Count == query.Limit)
                return (hits, true);
            hits.Add(Hit(reader, Snippet.Cut(text, terms)));
        }

        return (hits, false);
    }

    private static SearchHit Hit(SqliteDataReader reader, Snippet snippet) => new(
        SessionKey.Parse(reader.GetString(0)),
        reader.GetInt64(1),
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)),
        reader.GetString(3),
        TextOrNull(reader, 4),
        (EntryVisibility)reader.GetInt32(5),
        snippet);

    /// <summary>The words as an expression of FTS5: each a phrase of pieces, or for a shorter one all pieces that begin with it.</summary>
    /// <param name="terms">Folded words.</param>
    /// <param name="isExact">Whether all words are in it; those that are not must be looked for in the texts.</param>
    /// <returns>Null when none is in it.</returns>
    private string? MatchOf(IReadOnlyList<string> terms, out bool isExact)
    {
        isExact = true;
        var parts = new List<string>();
        foreach (var term in terms)
        {
            if (IsWholePiece(term))
                parts.Add(Quoted(term));
            else if (PiecesFrom(term) is { } pieces)
                parts.Add($"({string.Join(" OR ", pieces.Select(Quoted))})");
            else
                isExact = false;
        }

        return parts.Count == 0 ? null : string.Join(" AND ", parts);
    }

    /// <summary>The pieces that begin with a text; null when there are too many of them to be faster than reading.</summary>
    private List<string>? PiecesFrom(string start)
    {
        var pieces = new List<string>();
        using var reader = database.Read("SELECT term FROM piece WHERE term >= $1 AND term < $2 LIMIT $3", start, start + "\U0010FFFF", MostPieces + 1);
        while (reader.Read())
            pieces.Add(reader.GetString(0));
        // Nothing begins with it: then nothing is found.
        return pieces.Count > MostPieces ? null : pieces.Count == 0 ? [start + SearchTerms.Never + SearchTerms.Never] : pieces;
    }

    /// <summary>Whether it has three characters or more.</summary>
    private static bool IsWholePiece(string term)
    {
        var characters = 0;
        foreach (var character in term)
            characters += char.IsLowSurrogate(character) ? 0 : 1;
        return characters >= PieceLength;
    }

    private static string Quoted(string text) => new StringBuilder(text.Length + 2).Append('"').Append(text).Replace("\"", "\"\"", 1, text.Length).Append('"').ToString();
}
