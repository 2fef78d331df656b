using LurkBot.Entries;
using LurkBot.Recall;
using LurkBot.Search;
using Microsoft.Data.Sqlite;

namespace LurkBot.Storage;

/// <summary>Recalling earlier messages of one session.</summary>
internal sealed partial class SqliteSessionIndex
{
    /// <summary>So many messages of a frequent word are read, the newest.</summary>
    private const int MostMatchesOfAWord = 400;

    /// <summary>So many messages are read for all words, those of the rarest first.</summary>
    private const int MostRecalledMatches = 1_600;

    /// <summary>The bytes that the log of writes may have before it is moved into the database.</summary>
    private const long LongestLog = 4_000_000;

    /// <summary>So many of the best by their words are looked at.</summary>
    private const int MostLookedAt = 300;

    /// <summary>A word that more of a session's messages have is what the session is about rather than what is asked.</summary>
    private const double LargestShare = 0.2;

    /// <summary>In a short session a word is rare as long as no more messages have it.</summary>
    private const int AlwaysRare = 3;

    private Task tidying = Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RecallHit>> FindAsync(IStoredSession session, RecallQuery query, CancellationToken cancellationToken)
    {
        var asked = QueryWords.OfRecall(query.Text, query.Exchange);
        if (asked.Count == 0)
            return [];
        var hits = await GuardedAsync(async () =>
        {
            // An erasure removes a file of the index, but nothing from memory: there the sessions themselves are compared.
            if (path is null)
                await RefreshAsync(cancellationToken);
            return Recall(await BringUpAsync(session, cancellationToken), query, asked, cancellationToken);
        }, cancellationToken);
        if (path is not null && tidying.IsCompleted && new FileInfo(path + "-wal") is { Exists: true, Length: > LongestLog })
            tidying = Task.Run(TidyAsync, CancellationToken.None);
        return hits;
    }

    /// <summary>Moves what was written from the log into the database, which waits for the disk: not while a turn waits.</summary>
    private async Task TidyAsync()
    {
        await gate.WaitAsync();
        try
        {
            database.Number("PRAGMA wal_checkpoint(PASSIVE)");
        }
        catch (SqliteException)
        {
            // The next one that can do it does.
        }
        finally
        {
            gate.Release();
        }
    }

    private List<RecallHit> Recall(long number, RecallQuery query, IReadOnlyList<QueryWord> asked, CancellationToken cancellationToken)
    {
        var floor = database.Number("SELECT floor FROM session WHERE number = $1", number);
        var end = database.Number("SELECT messages FROM session WHERE number = $1", number);
        var before = database.Number("SELECT coalesce(min(place), $3) FROM (SELECT place FROM entry WHERE session = $1 AND id >= $2 ORDER BY id LIMIT 1)", number, query.Before, end);
        if (before <= floor)
            return [];
        var corpus = CorpusOf(number) with { Messages = before - floor };
        var read = ReadRarest(number, asked, floor, before);
        if (!read.Exists(word => word.IsTopic && word.Matches.Count > 0 && word.Frequency <= Math.Max(AlwaysRare, LargestShare * corpus.Messages)))
            return [];
        var names = new NamedSides(_ => corpus.Messages);
        var ranked = MessageRanking.Score(corpus, read, withNeighbours: true, names);
        if (ranked.Count == 0)
            ranked = MessageRanking.Score(corpus, [.. read.Select(word => word with { IsName = false })], withNeighbours: true, names = new NamedSides(_ => corpus.Messages));
        var looked = Math.Max(MostLookedAt, 3 * query.Limit / 2);
        ranked = MessageRanking.Top(ranked, looked);
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(query.At, query.Zone).DateTime);
        var best = Best(ranked, [.. read.Select(word => word.Term)], names, DateWords.Find(query.Text, today), query.Zone, looked, query.Limit,
            facts => facts.Standing is EntryVisibility.Standing && facts.Side is not MessageSide.Overheard && facts.Id < query.Before, cancellationToken);
        if (best.Count == 0 || Nearness.LeastScore(corpus, TopicsOf(asked, read), best.Max(message => message.Score)) is not { } least)
            return [];
        best.RemoveAll(message => message.Score < least);
        return HitsOf(number, best.GetRange(0, Math.Min(query.Limit, best.Count)));
    }

    /// <summary>
    /// The words that the query is about, each with how many messages have it; names say whom it is about. A question that names no one and has a single word of its own, which
    /// nobody said, is about what was said last: "What colour was it?"
    /// </summary>
    private List<(double Weight, long Frequency)> TopicsOf(IReadOnlyList<QueryWord> asked, List<RankedWord> read)
    {
        List<QueryWord> topics = [.. asked.Where(word => word is { IsTopic: true, IsName: false })];
        var terms = words.TermsOf([.. topics.Select(word => word.Text)]);
        List<(double Weight, long Frequency)> found = [.. topics.Select((topic, i) => (topic.Weight, terms[i].DefaultIfEmpty("").Max(term => read.Find(word => word.Term == term)?.Frequency ?? 0)))];
        return found.Count > 1 && !asked.Any(word => word.IsName) && found.Where(word => word.Weight >= 1).ToList() is [{ Frequency: 0 } own] ? [.. found.Where(word => word != own)] : found;
    }

    private List<RankedWord> ReadRarest(long number, IReadOnlyList<QueryWord> asked, long floor, long before)
    {
        var terms = words.TermsOf([.. asked.Select(word => word.Text)]);
        var (counted, seen) = (new List<(string Term, QueryWord Word, long Count)>(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < asked.Count; i++)
        {
            foreach (var term in terms[i])
            {
                if (seen.Add(term) && words.Estimate(term, number, floor, before) is var count and > 0)
                    counted.Add((term, asked[i], count));
            }
        }

        var (read, left) = (new List<RankedWord>(), MostRecalledMatches);
        foreach (var (term, word, count) in counted.OrderBy(word => word.Count).ThenByDescending(word => word.Word.Weight).Take(MostWords))
        {
            var matches = new List<WordMatch>();
            words.Read(term, number, floor, before, Math.Min(left, MostMatchesOfAWord), matches);
            left -= matches.Count;
            var frequency = Math.Max(count, matches.Count);
            matches.RemoveAll(match => match.Side is MessageSide.Overheard);
            read.Add(new RankedWord(term, matches, frequency, word.Weight, word.IsName && !words.IsSpeaker(term, number), word.IsTopic));
            if (left <= 0)
                break;
        }

        return read;
    }

    private List<RecallHit> HitsOf(long number, List<(MessageFacts Facts, double Score)> best)
    {
        var hits = new Dictionary<long, RecallHit>();
        using (var reader = database.Read(
            "SELECT id, at, role, who, text, outside FROM entry WHERE session = $1 AND id IN (SELECT value FROM json_each($2))",
            number, $"[{string.Join(',', best.Select(message => message.Facts.Id))}]"))
        {
            while (reader.Read())
                hits[reader.GetInt64(0)] = new RecallHit(reader.GetInt64(0), 0, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)), reader.GetString(2), TextOrNull(reader, 3), reader.GetString(4)) { IsOutside = reader.GetBoolean(5) };
        }

        return best.ConvertAll(message => hits[message.Facts.Id] with { Score = message.Score });
    }

    /// <summary>Takes in what a session has beyond what the index knows of it, from the open session: no file is looked for.</summary>
    /// <returns>The session's number.</returns>
    private async ValueTask<long> BringUpAsync(IStoredSession session, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            var row = RowOf(session.Info);
            IReadOnlyList<Entry>? fresh = null;
            if (row is { } known && known.LastId <= session.Info.LastId)
            {
                fresh = await session.ReadAfterAsync(known.LastId, cancellationToken);
                if (fresh.Count == 0)
                    return known.Number;
            }

            if (path is not null)
                database.Execute("PRAGMA wal_autocheckpoint = 0");
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
