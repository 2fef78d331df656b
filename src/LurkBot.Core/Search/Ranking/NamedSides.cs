namespace LurkBot.Search;

/// <summary>
/// Tells who a name in a query means. People address each other by name, so that a name that one side of a conversation says and the
/// other does not is the other's, when it is said all the time: the word itself then finds only whoever talks to them, and is left out. Pure.
/// </summary>
/// <param name="messagesOf">Gives how many messages a session has.</param>
internal sealed class NamedSides(Func<long, long> messagesOf)
{
    private const int FewestMentions = 3;
    private const int Factor = 4;

    /// <summary>Somebody who is only talked about is named less often.</summary>
    private const double SmallestShare = 0.04;

    private readonly Dictionary<long, HashSet<MessageSide>> sides = [];

    /// <summary>Takes a name into account.</summary>
    /// <param name="matches">The messages that have it, or the newest of them.</param>
    /// <param name="frequency">How many have it, about.</param>
    /// <returns>The matches that are left: those in sessions where it is not the name of a side.</returns>
    public IReadOnlyList<WordMatch> Take(IReadOnlyList<WordMatch> matches, long frequency)
    {
        var counts = new Dictionary<long, (int Person, int Model)>();
        foreach (var match in matches)
        {
            var session = MessagePlace.SessionOf(match.Message);
            var (person, model) = counts.GetValueOrDefault(session);
            counts[session] = match.Side is MessageSide.Model ? (person, model + 1) : (person + 1, model);
        }

        var named = new HashSet<long>();
        foreach (var (session, (person, model)) in counts)
        {
            var mentions = (person + model) * Math.Max(1, (double)frequency / matches.Count);
            if (mentions < Math.Max(FewestMentions, SmallestShare * messagesOf(session)) || (person < Factor * model && model < Factor * person))
                continue;
            named.Add(session);
            if (!sides.TryGetValue(session, out var found))
                sides[session] = found = [];
            found.Add(person >= Factor * model ? MessageSide.Model : MessageSide.Person);
        }

        return named.Count == 0 ? matches : [.. matches.Where(match => !named.Contains(MessagePlace.SessionOf(match.Message)))];
    }

    /// <summary>Whether a query means the one who said a message, and not the other side too.</summary>
    /// <param name="message">The message.</param>
    /// <param name="side">Who said it.</param>
    public bool IsMeant(long message, MessageSide side) => sides.TryGetValue(MessagePlace.SessionOf(message), out var found) && found.Count == 1 && found.Contains(side);
}
