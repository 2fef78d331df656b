namespace LurkBot.Import;

/// <summary>What an import left out, assumed or could not read, counted in plain words.</summary>
internal sealed class ImportNotes
{
    private const int MostKinds = 60;
    private const int LongestKind = 100;
    private const int MostPlaces = 5;

    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Count, string First)> damages = new(StringComparer.Ordinal);

    private readonly Dictionary<string, List<string>> places = new(StringComparer.Ordinal);

    /// <summary>One sentence for each kind of what was said or sent and is not imported: which, and why.</summary>
    public IEnumerable<string> Skipped => places.Select(place => $"{place.Key}: {counts[place.Key]} ({string.Join(", ", place.Value)}{(counts[place.Key] > place.Value.Count ? ", …" : "")})");

    /// <summary>What was left out or assumed, and how often.</summary>
    public IReadOnlyDictionary<string, long> Counts => counts;

    /// <summary>One sentence for each kind of damage.</summary>
    public IEnumerable<string> Damages => damages.Select(damage =>
        damage.Value.Count == 1 ? $"{damage.Key}: {damage.Value.First}." : $"{damage.Key}: {damage.Value.Count}, the first is {damage.Value.First}.");

    /// <summary>Counts something that is left out or assumed.</summary>
    /// <param name="what">Words that fit any number, such as <c>images, not imported</c>.</param>
    /// <param name="count">How many.</param>
    public void Add(string what, long count = 1)
    {
        if (count > 0)
            Count(what, count);
    }

    /// <summary>Counts something that a person or a model said or sent and that is not imported; the import says which on the error stream.</summary>
    /// <param name="what">Words that fit any number, such as <c>messages without text, not imported</c>.</param>
    /// <param name="where">Which it is: its id, or its place in the file.</param>
    /// <param name="count">How many.</param>
    public void Skip(string what, string where, long count = 1)
    {
        if (count <= 0)
            return;
        var kind = Count(what, count);
        if (!places.TryGetValue(kind, out var known))
            places[kind] = known = [];
        if (known.Count < MostPlaces && !known.Contains(where, StringComparer.Ordinal))
            known.Add(where.Length > LongestKind ? where[..LongestKind] + "…" : where);
    }

    /// <summary>Takes over what others say.</summary>
    public void Add(ImportNotes other)
    {
        foreach (var (kind, count) in other.counts)
        {
            if (other.places.TryGetValue(kind, out var where))
                where.ForEach(place => Skip(kind, place, place == where[0] ? count - where.Count + 1 : 1));
            else
                Add(kind, count);
        }
    }

    /// <summary>Counts something that could not be read; the file counts as failed.</summary>
    /// <param name="what">Words that fit any number.</param>
    /// <param name="where">The place, such as <c>line 7</c>.</param>
    public void AddDamage(string what, string where) =>
        damages[what] = damages.TryGetValue(what, out var known) ? (known.Count + 1, known.First) : (1, where);

    private string Count(string what, long count)
    {
        var kind = what.Length > LongestKind ? what[..LongestKind] + "…" : what;
        if (counts.Count >= MostKinds && !counts.ContainsKey(kind))
            kind = "records of still other kinds, not imported";
        counts[kind] = counts.GetValueOrDefault(kind) + count;
        return kind;
    }
}
