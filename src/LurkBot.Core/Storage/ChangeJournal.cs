using System.Globalization;
using System.Security.Cryptography;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>Numbers the changes that one instance of a store sees, so that each caller gets those it has not had. Not thread-safe.</summary>
/// <param name="mostGone">How many vanished sessions are remembered; callers that come later than that begin anew.</param>
internal sealed class ChangeJournal(int mostGone = 10_000)
{
    private readonly string instance = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private readonly Dictionary<string, Item> present = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Item> gone = new(StringComparer.Ordinal);
    private long number;
    private long round;
    private long oldest;

    /// <summary>Takes what there is now.</summary>
    /// <param name="stamps">All sessions, without keys.</param>
    /// <param name="keyOf">The key of a session that appeared or changed; null when it cannot be read.</param>
    public void Update(IReadOnlyList<SessionStamp> stamps, Func<string, SessionKey?> keyOf)
    {
        round++;
        foreach (var stamp in stamps)
        {
            if (present.TryGetValue(stamp.Name, out var known) && stamp.Version.Length > 0 && string.Equals(stamp.Version, known.Stamp.Version, StringComparison.Ordinal))
            {
                known.Round = round;
                continue;
            }

            gone.Remove(stamp.Name);
            present[stamp.Name] = new Item(stamp with { Key = keyOf(stamp.Name) }, ++number) { Round = round };
        }

        if (present.Count == stamps.Count)
            return;
        foreach (var (name, item) in present)
        {
            if (item.Round == round)
                continue;
            present.Remove(name);
            gone[name] = new Item(item.Stamp, ++number);
        }

        if (gone.Count > mostGone)
        {
            oldest = number;
            gone.Clear();
        }
    }

    /// <summary>What changed since a caller asked last.</summary>
    /// <param name="cursor">What it got then.</param>
    public SessionChanges Since(string? cursor)
    {
        var since = NumberOf(cursor);
        var (changed, vanished) = (new List<SessionStamp>(), new List<string>());
        foreach (var item in present.Values)
        {
            if (item.Number > since)
                changed.Add(item.Stamp);
        }

        foreach (var item in gone.Values)
        {
            if (since >= 0 && item.Number > since)
                vanished.Add(item.Stamp.Name);
        }

        return new SessionChanges(changed, vanished, string.Create(CultureInfo.InvariantCulture, $"{instance}:{number}"), IsWhole: since < 0);
    }

    /// <summary>A cursor's number; -1 for one that says nothing here.</summary>
    private long NumberOf(string? cursor)
    {
        if (cursor is null || cursor.Length <= instance.Length || !cursor.StartsWith(instance, StringComparison.Ordinal))
            return -1;
        return long.TryParse(cursor.AsSpan(instance.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at >= oldest && at <= number ? at : -1;
    }

    /// <summary>A session and when it changed. A class: a dictionary of structures is compiled anew at each start.</summary>
    private sealed class Item(SessionStamp stamp, long number)
    {
        public SessionStamp Stamp { get; } = stamp;

        public long Number { get; } = number;

        public long Round { get; set; }
    }
}
