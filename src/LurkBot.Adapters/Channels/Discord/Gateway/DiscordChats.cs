using System.Globalization;

namespace LurkBot.Channels;

/// <summary>The chats that were seen, each from when on: after a downtime they are read from there at most (RULES LE9). Not thread-safe.</summary>
internal sealed class DiscordChats
{
    private const int Most = 2000;

    private readonly Dictionary<Snowflake, (Snowflake Since, Snowflake? Person)> known = [];

    /// <summary>Whether something changed since it was saved.</summary>
    public bool HasNews { get; private set; }

    /// <summary>All chats.</summary>
    public IEnumerable<(Snowflake Room, Snowflake Since, Snowflake? Person)> All => known.Select(pair => (pair.Key, pair.Value.Since, pair.Value.Person));

    /// <summary>When a chat was seen first.</summary>
    /// <param name="room">The chat.</param>
    /// <returns>Null when it never was.</returns>
    public Snowflake? SinceOf(Snowflake room) => known.TryGetValue(room, out var chat) ? chat.Since : null;

    /// <summary>A chat was seen.</summary>
    /// <param name="room">The chat.</param>
    /// <param name="since">What lies before is not read.</param>
    /// <param name="person">The person of a direct chat.</param>
    public void See(Snowflake room, Snowflake since, Snowflake? person)
    {
        if (!known.TryAdd(room, (since, person)))
            return;
        HasNews = true;
        // The chats seen first are not those that are used least, but threads are never seen again: the oldest thread or channel goes.
        if (known.Count > Most)
            known.Remove(known.Where(pair => pair.Value.Person is null).Select(pair => pair.Key).DefaultIfEmpty(known.Keys.Min()).Min());
    }

    /// <summary>A message is about to be taken. It may be the newest of a chat that is seen just now: should it not be taken, it is read.</summary>
    /// <param name="room">The chat.</param>
    /// <param name="since">What lies before is not read.</param>
    /// <param name="person">The person of a direct chat.</param>
    public void Expect(Snowflake room, Snowflake since, Snowflake? person)
    {
        if (known.TryGetValue(room, out var chat) && chat.Since > since)
            (known[room], HasNews) = ((since, chat.Person), true);
        See(room, since, person);
    }

    /// <summary>A chat is gone.</summary>
    /// <param name="room">The chat.</param>
    public void Remove(Snowflake room) => HasNews |= known.Remove(room);

    /// <summary>As a text that is kept.</summary>
    public string Save() =>
        string.Join('\n', known.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key} {pair.Value.Since} {pair.Value.Person?.Value ?? 0}")));

    /// <summary>All of it is kept.</summary>
    public void Saved() => HasNews = false;

    /// <summary>Reads what <see cref="Save"/> wrote; what cannot be read is left out.</summary>
    /// <param name="saved">The text.</param>
    public void Restore(string saved)
    {
        foreach (var line in saved.Split('\n'))
        {
            if (line.Split(' ') is [var room, var since, var person] && Snowflake.TryParse(room) is { } id)
                known[id] = (Snowflake.TryParse(since) ?? default, Snowflake.TryParse(person));
        }
    }
}
