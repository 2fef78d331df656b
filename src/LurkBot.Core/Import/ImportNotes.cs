namespace LurkBot.Import;

/// <summary>What an import left out, assumed or could not read, counted in plain words.</summary>
internal sealed class ImportNotes
{
    private const int MostKinds = 60;
    private const int LongestKind = 100;

    private readonly Dictionary<string, long> counts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Count, string First)> damages = new(StringComparer.Ordinal);

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
        if (count == 0)
            return;
        var kind = what.Length > LongestKind ? what[..LongestKind] + "…" : what;
        if (counts.Count >= MostKinds && !counts.ContainsKey(kind))
            kind = "records of still other kinds, not imported";
        counts[kind] = counts.GetValueOrDefault(kind) + count;
    }

    /// <summary>Counts something that could not be read; the file counts as failed.</summary>
    /// <param name="what">Words that fit any number.</param>
    /// <param name="where">The place, such as <c>line 7</c>.</param>
    public void AddDamage(string what, string where) =>
        damages[what] = damages.TryGetValue(what, out var known) ? (known.Count + 1, known.First) : (1, where);
}
