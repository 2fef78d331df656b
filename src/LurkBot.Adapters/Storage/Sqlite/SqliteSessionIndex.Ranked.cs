using System.Globalization;
using LurkBot.Search;

namespace LurkBot.Storage;

/// <summary>Finding by relevance.</summary>
internal sealed partial class SqliteSessionIndex
{
    /// <summary>So many words of a query decide: the rarest.</summary>
    private const int MostWords = 12;

    /// <summary>So many messages of a frequent word are read, the newest.</summary>
    private const int MostMatches = 20_000;

    /// <summary>Queries of fewer words find only messages that have one of them, and neighbours do not count: they name something rather than ask.</summary>
    private const int FewestForNeighbours = 3;

    /// <summary>So many of the best by their words are looked at.</summary>
    private const int FactsAtOnce = 600;

    private (IReadOnlyList<SearchHit> Hits, bool HasMore) Rank(SearchQuery query, CancellationToken cancellationToken)
    {
        var sessions = SessionsOf(query);
        if (sessions.Count == 0)
            return ([], false);
        long? only = query.Session is null ? null : sessions.First().Key;
        var phrases = SearchTerms.Phrases(query.Text);
        var isEvery = query.Mode is SearchMode.EveryWord;
        var asked = isEvery ? QueryWords.Every(query.Text) : QueryWords.OfSearch(query.Text);
        var terms = words.TermsOf([.. asked.Select(word => word.Text)]);
        var allowed = isEvery ? MessagesWithAll([.. terms.SelectMany(parts => parts).Distinct(StringComparer.Ordinal)], only) : null;
        if (phrases.Count > 0)
        {
            var quoted = MessagesWith(phrases, query);
            allowed = allowed is null ? quoted : [.. allowed.Intersect(quoted)];
        }

        var corpus = CorpusOf(only);
        var read = Read(asked, terms, corpus, only, sessions);
        var names = new NamedSides(session => sessions[session]);
        var withNeighbours = !isEvery && phrases.Count == 0 && asked.Count >= FewestForNeighbours;
        var ranked = MessageRanking.Score(corpus, read, withNeighbours, names);
        if (ranked.Count == 0)
            ranked = MessageRanking.Score(corpus, [.. read.Select(word => word with { IsName = false })], withNeighbours, names = new NamedSides(session => sessions[session]));
        if (allowed is not null)
        {
            var scores = ranked.ToDictionary(message => message.Message, message => message.Score);
            ranked = [.. allowed.Select(message => new RankedMessage(message, scores.GetValueOrDefault(message), true))];
        }

        if (allowed is not null)
            ranked.RemoveAll(message => !sessions.ContainsKey(MessagePlace.SessionOf(message.Message)));
        var days = query.At is { } at ? DateWords.Find(query.Text, DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, query.Zone).DateTime)) : null;
        var best = Best(ranked, [.. terms.SelectMany(parts => parts)], names, days, query.Zone, Math.Max(FactsAtOnce, (5 * query.Limit) + 1), query.Limit + 1,
            facts => query.Since is not { } since || facts.At >= since, cancellationToken);
        var used = terms.SelectMany(parts => parts).ToHashSet(StringComparer.Ordinal);
        return ([.. best.Take(query.Limit).Select(message => HitOf(message.Facts.Message, used, phrases))], best.Count > query.Limit);
    }

    /// <summary>The best of the messages, with what names, dates and recency add.</summary>
    private List<(MessageFacts Facts, double Score)> Best(List<RankedMessage> ranked, IReadOnlyList<string> terms, NamedSides names, DayRange? days, TimeZoneInfo zone, int atOnce, int wanted, Func<MessageFacts, bool> isWanted, CancellationToken cancellationToken)
    {
        ranked.Sort(static (one, other) => other.Score.CompareTo(one.Score) is var order && order != 0 ? order : other.Message.CompareTo(one.Message));
        var best = new List<(MessageFacts Facts, double Score)>();
        for (var start = 0; start < ranked.Count && best.Count < wanted; start += atOnce)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var part = ranked.GetRange(start, Math.Min(atOnce, ranked.Count - start));
            var scores = part.ToDictionary(message => message.Message, message => message.Score);
            var found = new List<(MessageFacts Facts, double Score)>();
            foreach (var group in part.GroupBy(message => MessagePlace.SessionOf(message.Message)))
            {
                var places = JsonOf(group);
                var said = SpokenBy(terms, group.Key, places);
                var messages = database.Number("SELECT messages FROM session WHERE number = $1", group.Key);
                foreach (var facts in FactsOf(group.Key, places).Where(isWanted))
                {
                    var score = scores[facts.Message] + (MessageRanking.RecencyBonus * MessagePlace.PlaceOf(facts.Message) / messages);
                    if (said?.Contains(MessagePlace.PlaceOf(facts.Message)) ?? names.IsMeant(facts.Message, facts.Side))
                        score += MessageRanking.NameBonus;
                    if (days is { } range && range.Contains(facts.At, zone))
                        score += MessageRanking.DateBonus;
                    found.Add((facts, score));
                }
            }

            found.Sort(static (one, other) => other.Score.CompareTo(one.Score) is var order && order != 0 ? order
                : other.Facts.At.CompareTo(one.Facts.At) is var time && time != 0 ? time : other.Facts.Message.CompareTo(one.Facts.Message));
            best.AddRange(found);
        }

        return best;
    }

    /// <summary>Those of some messages whose sender the query names; null when it names none or several of the session.</summary>
    private HashSet<long>? SpokenBy(IReadOnlyList<string> terms, long session, string places)
    {
        HashSet<long>? said = null;
        foreach (var term in terms)
        {
            if (!words.IsSpeaker(term, session))
                continue;
            if (said is not null)
                return null;
            said = [.. words.SaidBy(term, session, places)];
        }

        return said;
    }

    /// <summary>Reads where the rarest words stand.</summary>
    private List<RankedWord> Read(IReadOnlyList<QueryWord> asked, IReadOnlyList<string[]> terms, RankedCorpus corpus, long? only, Dictionary<long, long> sessions)
    {
        var counted = new List<(string Term, QueryWord Word, long Count)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < asked.Count; i++)
        {
            foreach (var term in terms[i])
            {
                if (seen.Add(term) && words.Count(term, only, MostMatches + 1) is var count and > 0)
                    counted.Add((term, asked[i], count));
            }
        }

        var read = new List<RankedWord>();
        foreach (var (term, word, count) in counted.OrderBy(word => word.Count).Take(MostWords))
        {
            var matches = new List<WordMatch>();
            if (only is { } session)
            {
                words.Read(term, session, 0, long.MaxValue, MostMatches, matches);
            }
            else if (count <= MostMatches)
            {
                words.Read(term, matches);
                matches.RemoveAll(match => !sessions.ContainsKey(MessagePlace.SessionOf(match.Message)));
            }
            else
            {
                foreach (var newest in NewestFirst(sessions))
                {
                    words.Read(term, newest, 0, long.MaxValue, MostMatches - matches.Count, matches);
                    if (matches.Count >= MostMatches)
                        break;
                }
            }

            read.Add(new RankedWord(term, matches, Math.Min(count, corpus.Messages), word.Weight, word.IsName, word.IsTopic));
        }

        return read;
    }

    /// <summary>The sessions in which is searched, with how many messages they have.</summary>
    private Dictionary<long, long> SessionsOf(SearchQuery query)
    {
        var numbers = new Dictionary<long, long>();
        using var reader = database.Read("SELECT number, messages FROM session WHERE key IS NOT NULL AND ($1 IS NULL OR key = $1) AND ($2 IS NULL OR channel = $2)", query.Session?.ToString(), query.Channel);
        while (reader.Read())
            numbers.Add(reader.GetInt64(0), reader.GetInt64(1));
        return numbers;
    }

    private List<long> NewestFirst(Dictionary<long, long> sessions)
    {
        var numbers = new List<long>();
        using var reader = database.Read("SELECT number FROM session ORDER BY updated_at DESC");
        while (reader.Read())
        {
            if (sessions.ContainsKey(reader.GetInt64(0)))
                numbers.Add(reader.GetInt64(0));
        }

        return numbers;
    }

    private RankedCorpus CorpusOf(long? only)
    {
        using var reader = database.Read("SELECT coalesce(sum(messages), 0), coalesce(sum(words), 0) FROM session WHERE $1 IS NULL OR number = $1", only);
        reader.Read();
        return new RankedCorpus(reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>The messages that have all terms, or were said by somebody of that name.</summary>
    private HashSet<long> MessagesWithAll(IReadOnlyList<string> terms, long? only)
    {
        if (terms.Count == 0)
            return [];
        var rarest = terms.MinBy(term => words.Count(term, only, MostMatches) + words.Count(IndexWords.Speaker + term, only, MostMatches))!;
        object?[] values = [rarest, IndexWords.Speaker + rarest, only];
        var sql = "SELECT DISTINCT p.session, p.place FROM posting p WHERE p.term IN ($1, $2) AND ($3 IS NULL OR p.session = $3)";
        foreach (var term in terms.Where(term => term != rarest))
        {
            sql += string.Create(CultureInfo.InvariantCulture, $" AND EXISTS (SELECT 1 FROM posting q WHERE q.term IN (${values.Length + 1}, ${values.Length + 2}) AND q.session = p.session AND q.place = p.place)");
            values = [.. values, term, IndexWords.Speaker + term];
        }

        return Messages(sql, values);
    }

    /// <summary>The messages that have some phrases as they are.</summary>
    private HashSet<long> MessagesWith(IReadOnlyList<string> phrases, SearchQuery query)
    {
        var found = new HashSet<long>();
        foreach (var hit in Find(query with { Limit = MostMatches }, phrases, default).Hits)
        {
            using var reader = database.Read("SELECT entry.session, place FROM entry JOIN session ON session.number = entry.session WHERE session.key = $1 AND entry.id = $2", hit.Session.ToString(), hit.EntryId);
            while (reader.Read())
                found.Add(MessagePlace.Of(reader.GetInt64(0), reader.GetInt64(1)));
        }

        return found;
    }

    private HashSet<long> Messages(string sql, object?[] values)
    {
        var found = new HashSet<long>();
        using var reader = database.Read(sql, values);
        while (reader.Read())
            found.Add(MessagePlace.Of(reader.GetInt64(0), reader.GetInt64(1)));
        return found;
    }

    private List<MessageFacts> FactsOf(long session, string places)
    {
        var facts = new List<MessageFacts>();
        using var reader = database.Read("SELECT place, id, at, standing, side FROM entry INDEXED BY entry_of_place WHERE session = $1 AND place IN (SELECT value FROM json_each($2))", session, places);
        while (reader.Read())
            facts.Add(new MessageFacts(MessagePlace.Of(session, reader.GetInt64(0)), reader.GetInt64(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)), (EntryVisibility)reader.GetInt32(3), (MessageSide)reader.GetInt32(4)));
        return facts;
    }

    private SearchHit HitOf(long message, HashSet<string> terms, IReadOnlyList<string> phrases)
    {
        using var reader = database.Read($"SELECT {Columns} FROM entry JOIN session ON session.number = entry.session WHERE entry.session = $1 AND entry.place = $2", MessagePlace.SessionOf(message), MessagePlace.PlaceOf(message));
        reader.Read();
        var text = reader.GetString(6);
        var pieces = SearchWords.Split(text);
        var stems = words.TermsOf(pieces.ConvertAll(piece => SearchWords.Of(text, piece)));
        List<TextPiece> matches = [.. pieces.Where((_, i) => stems[i].Any(terms.Contains))];
        return Hit(reader, matches.Count == 0 ? Snippet.Cut(text, phrases) : Snippet.Around(text, matches));
    }

    private static string JsonOf(IEnumerable<RankedMessage> messages) => $"[{string.Join(',', messages.Select(message => MessagePlace.PlaceOf(message.Message)))}]";
}
