using LurkBot.Entries;
using LurkBot.Recall;
using LurkBot.Search;

namespace LurkBot.Storage;

/// <summary>Recalling earlier messages of one session.</summary>
internal sealed partial class SqliteSessionIndex
{
    /// <summary>So many messages of a frequent word are read, the newest.</summary>
    private const int MostRecalledMatches = 400;

    /// <summary>A word that more of a session's messages have is what the session is about rather than what is asked.</summary>
    private const double LargestShare = 0.2;

    /// <summary>In a short session a word is rare as long as no more messages have it.</summary>
    private const int AlwaysRare = 3;

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecallHit>> FindAsync(IStoredSession session, RecallQuery query, CancellationToken cancellationToken)
    {
        var asked = QueryWords.OfRecall(query.Text, query.Exchange);
        if (asked.Count == 0)
            return new([]);
        return GuardedAsync(async () =>
        {
            // An erasure removes a file of the index, but nothing from memory: there the sessions themselves are compared.
            if (path is null)
                await RefreshAsync(cancellationToken);
            return Recall(await BringUpAsync(session, query.Before, cancellationToken), query, asked, cancellationToken);
        }, cancellationToken);
    }

    private IReadOnlyList<RecallHit> Recall(long number, RecallQuery query, IReadOnlyList<QueryWord> asked, CancellationToken cancellationToken)
    {
        var corpus = CorpusOf(number);
        var before = database.Number("SELECT coalesce(min(place), $3) FROM (SELECT place FROM entry WHERE session = $1 AND id >= $2 ORDER BY id LIMIT 1)", number, query.Before, corpus.Messages);
        var terms = words.TermsOf([.. asked.Select(word => word.Text)]);
        var (counted, known) = (new List<(string Term, QueryWord Word, long Count)>(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < asked.Count; i++)
        {
            foreach (var term in terms[i])
            {
                if (known.Add(term) && words.Count(term, number, MostRecalledMatches + 1) is var count and > 0)
                    counted.Add((term, asked[i], count));
            }
        }

        var read = new List<RankedWord>();
        foreach (var (term, word, count) in counted.OrderBy(word => word.Count).ThenByDescending(word => word.Word.Weight).Take(MostWords))
        {
            var matches = new List<WordMatch>();
            words.Read(term, number, before, MostRecalledMatches, matches);
            if (matches.Count == 0)
                continue;
            // How many have a frequent word is told by how far back its newest ones reach.
            var frequency = count <= MostRecalledMatches ? matches.Count : Math.Max(count, (long)(matches.Count / (double)(before - MessagePlace.PlaceOf(matches[^1].Message)) * corpus.Messages));
            matches.RemoveAll(match => match.Side is MessageSide.Overheard);
            read.Add(new RankedWord(matches, frequency, word.Weight, word.IsName && !words.IsSpeaker(term, number), word.IsTopic));
        }

        if (!read.Exists(word => word.IsTopic && word.Matches.Count > 0 && word.Frequency <= Math.Max(AlwaysRare, LargestShare * corpus.Messages)))
            return [];
        var names = new NamedSides();
        var ranked = MessageRanking.Score(corpus, read, withNeighbours: true, names);
        if (ranked.Count == 0)
            ranked = MessageRanking.Score(corpus, [.. read.Select(word => word with { IsName = false })], withNeighbours: true, names = new NamedSides());
        ranked.RemoveAll(message => MessagePlace.PlaceOf(message.Message) >= before);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(query.At, query.Zone).DateTime);
        var best = Best(ranked, [.. terms.SelectMany(parts => parts)], names, DateWords.Find(query.Text, today), query.Zone, Math.Max(FactsAtOnce, 2 * query.Limit), query.Limit,
            facts => facts.Standing is EntryVisibility.Standing && facts.Side is not MessageSide.Overheard && facts.Id < query.Before, cancellationToken);
        return HitsOf(number, best.GetRange(0, Math.Min(query.Limit, best.Count)));
    }

    private List<RecallHit> HitsOf(long number, List<(MessageFacts Facts, double Score)> best)
    {
        var hits = new Dictionary<long, RecallHit>();
        using (var reader = database.Read(
            "SELECT id, at, role, who, person, text FROM entry WHERE session = $1 AND id IN (SELECT value FROM json_each($2))",
            number, $"[{string.Join(',', best.Select(message => message.Facts.Id))}]"))
        {
            while (reader.Read())
                hits[reader.GetInt64(0)] = new RecallHit(reader.GetInt64(0), 0, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)), reader.GetString(2), TextOrNull(reader, 3), TextOrNull(reader, 4), reader.GetString(5));
        }

        return best.ConvertAll(message => hits[message.Facts.Id] with { Score = message.Score });
    }

    /// <summary>Takes in what a session has beyond what the index knows of it, from the open session: no file is looked for.</summary>
    /// <returns>The session's number.</returns>
    private async ValueTask<long> BringUpAsync(IStoredSession session, long before, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var row = RowOf(session.Info);
            // Messages from there on are not recalled.
            if (row is { } enough && enough.LastId >= before - 1)
                return enough.Number;
            IReadOnlyList<Entry>? fresh = null;
            if (row is { } known && known.LastId <= session.Info.LastId)
            {
                fresh = await session.ReadAfterAsync(known.LastId, cancellationToken);
                if (fresh.Count == 0)
                    return known.Number;
            }

            var isPlain = row is { } at && fresh is not null && AppendedEntries.ChangeNothingBefore(fresh, at.SettledId);
            var all = isPlain ? null : await session.ReadAllAsync(cancellationToken);
            var number = 0L;
            await InTransactionAsync(() =>
            {
                // Another process may have taken them in meanwhile.
                var now = RowOf(session.Info);
                if (now != row && attempt < 2)
                    return ValueTask.CompletedTask;
                if (isPlain && now == row)
                {
                    number = row!.Value.Number;
                    var digest = database.Bytes("SELECT digest FROM session WHERE number = $1", number) ?? [];
                    digest = Append(number, SearchableEntry.Of(fresh!), database.Number("SELECT messages FROM session WHERE number = $1", number), digest);
                    Describe(number, session.Info, fresh![^1].Id, "", digest);
                    database.Execute("UPDATE session SET entries = coalesce(entries, 0) + $2 WHERE number = $1", number, fresh.Count);
                }
                else if (all is not null)
                {
                    number = now?.Number ?? NewSession(NamelessOf(session.Info));
                    Take(number, session.Info, all, "");
                }

                return ValueTask.CompletedTask;
            });
            if (number == 0)
                continue;
            // What is known by the files' names must be looked at again by the next search.
            knownVersion = -1;
            return number;
        }
    }

    private (long Number, long LastId, long SettledId)? RowOf(SessionInfo info)
    {
        using var reader = database.Read("SELECT number, last_id, settled_id FROM session WHERE id = $1 AND key = $2 ORDER BY last_id DESC LIMIT 1", info.Id.ToString(), info.Key.ToString());
        return reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)) : null;
    }
}
