namespace LurkBot.Channels;

/// <summary>How many messages a person may send (RULES LE15). Not thread-safe: calls of one channel come one after the other.</summary>
/// <param name="time">The clock.</param>
internal sealed class SenderLimit(TimeProvider time)
{
    /// <summary>So many messages a minute.</summary>
    public const int PerMinute = 20;

    private const int MostPeople = 10_000;

    private readonly Dictionary<string, Minute> people = new(StringComparer.Ordinal);

    /// <summary>Counts a message. The parts of one, such as an album, count once, and none of them is cut off from the others.</summary>
    /// <param name="sender">Who sent it.</param>
    /// <param name="chat">Where.</param>
    /// <param name="partOf">What it is a part of; null when it stands alone.</param>
    /// <param name="isFirst">Whether it is the chat's first of the minute that is too many.</param>
    public bool Allows(string sender, string chat, string? partOf, out bool isFirst)
    {
        if (people.Count > MostPeople)
            people.Clear();
        var now = time.GetTimestamp();
        if (!people.TryGetValue(sender, out var minute) || time.GetElapsedTime(minute.Since, now) >= TimeSpan.FromMinutes(1))
            people[sender] = minute = new Minute(now);
        var goesOn = partOf is not null && string.Equals(partOf, minute.PartOf, StringComparison.Ordinal);
        if (!goesOn)
            (minute.PartOf, minute.Count) = (partOf, minute.Count + 1);
        var allows = minute.Count <= PerMinute;
        isFirst = !allows && minute.Told.Add(chat);
        return allows;
    }

    private sealed class Minute(long since)
    {
        public long Since { get; } = since;

        public int Count { get; set; }

        public string? PartOf { get; set; }

        public HashSet<string> Told { get; } = new(StringComparer.Ordinal);
    }
}
