namespace LurkBot.Channels;

/// <summary>How many messages a person may send (RULES LE15). Not thread-safe: calls of one channel come one after the other.</summary>
/// <param name="time">The clock.</param>
internal sealed class SenderLimit(TimeProvider time)
{
    /// <summary>So many messages a minute.</summary>
    public const int PerMinute = 20;

    private const int MostPeople = 10_000;

    private readonly Dictionary<string, (long Since, int Count)> people = new(StringComparer.Ordinal);

    /// <summary>Counts a message.</summary>
    /// <param name="sender">Who sent it.</param>
    /// <param name="isFirst">Whether it is the first of the minute that is too many.</param>
    public bool Allows(string sender, out bool isFirst)
    {
        if (people.Count > MostPeople)
            people.Clear();
        var now = time.GetTimestamp();
        var (since, count) = people.TryGetValue(sender, out var known) && time.GetElapsedTime(known.Since, now) < TimeSpan.FromMinutes(1) ? known : (now, 0);
        people[sender] = (since, count + 1);
        isFirst = count == PerMinute;
        return count < PerMinute;
    }
}
