using LurkBot.Search;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Figures.</summary>
internal sealed partial class SqliteSessionIndex
{
    /// <summary>Counts, as of now.</summary>
    /// <param name="now">The present moment.</param>
    /// <param name="timeout">After how long without a message a session counts as idle.</param>
    /// <param name="cancellationToken">Stops the reading of sessions.</param>
    /// <returns>Figures about all sessions, archived ones too.</returns>
    public ValueTask<SessionStatistics> CountAsync(DateTimeOffset now, TimeSpan timeout, CancellationToken cancellationToken) => GuardedAsync(async () =>
    {
        var problems = await RefreshAsync(cancellationToken);
        var (first, last) = (database.Number("SELECT min(at) FROM entry"), database.Number("SELECT max(at) FROM entry"));
        var messages = database.Number("SELECT count(*) FROM entry");
        return new SessionStatistics(
            database.Number("SELECT count(*) FROM session WHERE key IS NOT NULL"),
            database.Number("SELECT sum(entries) FROM session"),
            messages,
            messages == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(first),
            messages == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(last),
            States(now, timeout),
            Tallies("SELECT channel, count(*) FROM entry JOIN session ON session.number = entry.session GROUP BY channel ORDER BY 2 DESC, 1"),
            People(),
            Tallies("SELECT strftime('%Y-%m', at / 1000, 'unixepoch', 'localtime'), count(*) FROM entry GROUP BY 1 ORDER BY 1"),
            problems);
    }, cancellationToken);

    private List<Tally> Tallies(string sql)
    {
        var tallies = new List<Tally>();
        using var reader = database.Read(sql);
        while (reader.Read())
            tallies.Add(new Tally(TextOrNull(reader, 0) ?? "unknown", reader.GetInt64(1)));
        return tallies;
    }

    /// <summary>One row for each id of a channel, under the name it had last; names that several have are told apart by the id.</summary>
    private List<Tally> People()
    {
        var people = new List<(string Name, string? Id, long Count)>();
        using (var reader = database.Read(
            "SELECT coalesce(who, 'unknown'), channel || ':' || person, count(*), max(moment) FROM entry JOIN session ON session.number = entry.session"
            + " WHERE role = 'user' GROUP BY 2 ORDER BY 3 DESC, 1 LIMIT 20"))
        {
            while (reader.Read())
                people.Add((reader.GetString(0), TextOrNull(reader, 1), reader.GetInt64(2)));
        }

        var names = people.CountBy(person => person.Name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return [.. people.Select(person => new Tally(names[person.Name] > 1 && person.Id is { } id ? $"{person.Name} ({id})" : person.Name, person.Count))];
    }

    private List<Tally> States(DateTimeOffset now, TimeSpan timeout)
    {
        var states = new List<string>();
        using var reader = database.Read("SELECT state, updated_at FROM session WHERE key IS NOT NULL");
        while (reader.Read())
            states.Add(SessionLifecycle.At(SessionLifecycle.Parse(reader.GetString(0)) ?? SessionState.Active, DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)), now, timeout).ToText());
        return [.. states.CountBy(state => state, StringComparer.Ordinal).OrderByDescending(pair => pair.Value).Select(pair => new Tally(pair.Key, pair.Value))];
    }
}
