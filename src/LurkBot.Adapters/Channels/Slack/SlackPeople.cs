using System.Collections.Concurrent;

namespace LurkBot.Channels;

/// <summary>What is known of people, and which direct chat is whose; asked once, and believed for a while. Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
internal sealed class SlackPeople(SlackApi api, TimeProvider time, SlackTimes times)
{
    private const int Kept = 5000, MostAtOnce = 20;

    private readonly ConcurrentDictionary<string, (SlackPerson Person, DateTimeOffset At)> people = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> directChats = new(StringComparer.Ordinal);

    /// <summary>What is known of a person.</summary>
    /// <param name="id">The person.</param>
    /// <returns>Null when nothing is.</returns>
    public SlackPerson? Find(string id) => people.TryGetValue(id, out var known) ? known.Person : null;

    /// <summary>Learns who people are; no longer than an event may wait, and what was not learned stays unknown.</summary>
    /// <param name="ids">The people.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask LearnAsync(IEnumerable<string> ids, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var unknown = ids.Where(SlackAddress.IsId).Distinct(StringComparer.Ordinal).Where(id => !people.TryGetValue(id, out var known) || now - known.At >= times.People || now < known.At).Take(MostAtOnce).ToList();
        if (unknown.Count == 0)
            return;
        using var late = new CancellationTokenSource(times.LookUp, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        await Task.WhenAll(unknown.Select(async id =>
        {
            var answer = await api.CallAsync("users.info", [("user", id)], times.LookUp, either.Token);
            if (SlackApi.Read(answer, "user", SlackJson.Default.SlackUser) is { } user)
                Remember(people, id, (new SlackPerson(user.Shown, user.IsBot, user.IsAdmin || user.IsOwner), now));
            else if (answer is SlackAnswer.Refused { IsLimit: false, IsOutage: false })
                Remember(people, id, (new SlackPerson(null, false, false), now));
        }));
    }

    /// <summary>The bot's direct chat with a person.</summary>
    /// <param name="user">The person.</param>
    /// <param name="limit">How long the answer may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when Slack does not tell; and what it said.</returns>
    public async ValueTask<(string? Chat, SlackAnswer? Problem)> DirectChatAsync(string user, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (directChats.TryGetValue(user, out var known))
            return (known, null);
        // It is the same chat, however often it is opened.
        var answer = await api.CallAsync("conversations.open", [("users", user)], limit, cancellationToken);
        if (SlackApi.Text(answer, "channel", "id") is not { } chat || !SlackAddress.IsDirectChat(chat))
            return (null, answer);
        Remember(directChats, user, chat);
        return (chat, null);
    }

    private static void Remember<T>(ConcurrentDictionary<string, T> all, string id, T value)
    {
        if (all.Count >= Kept)
            all.Clear();
        all[id] = value;
    }
}
