namespace LurkBot.Entries;

/// <summary>
/// What a response remembers of the context that it answered, so that the next one begins in the same place and the provider finds
/// it in its cache.
/// </summary>
/// <param name="From">The id of the first entry of the window; zero when nothing was left out.</param>
/// <param name="Budget">The budget that it was cut for, in tokens; zero when none was.</param>
/// <param name="Summaries">The ids of the summaries that were shown.</param>
/// <param name="Pinned">The ids of the first entries of what was shown because it is pinned.</param>
/// <param name="PinsFrom">The id of the first entry of all that is pinned, shown or not; zero when nothing is, -1 when the record does not say.</param>
/// <param name="ShortenedThrough">The id up to which long results were shortened, since the newest would not have fitted; zero when none had to be.</param>
public sealed record ContextRecord(long From, int Budget, IReadOnlyList<long> Summaries, IReadOnlyList<long> Pinned, long PinsFrom, long ShortenedThrough)
{
    /// <summary>Of a history that was imported: nothing before the response is summarized, pinned or shortened, and no window was cut yet.</summary>
    public static ContextRecord Imported { get; } = new(0, 0, [], [], 0, 0);

    /// <summary>Whether the beginning or the digest was left out, since the newest would not have fitted with it.</summary>
    public bool IsBare { get; init; }

    /// <summary>What was quoted before the turn's messages; in the first response of the turn only (RULES RE5).</summary>
    public IReadOnlyList<RecalledPart> Recalled { get; init; } = [];

    /// <summary>The facts that stood before the window, as of its last jump.</summary>
    public IReadOnlyList<EntrySource> Facts { get; init; } = [];

    /// <summary>The tokens of what was quoted and of the facts, estimated; they are not part of the conversation that the next context goes on from.</summary>
    public int RecalledTokens { get; init; }

    /// <summary>The zone in which days were told; null when none were.</summary>
    public string? Zone { get; init; }

    /// <summary>Fields that this version does not know.</summary>
    public IReadOnlyList<UnknownField> Unknown { get; init; } = [];

    /// <summary>Whether it was cut for a budget and a zone: with others, the window begins elsewhere.</summary>
    /// <param name="budget">The budget, in tokens.</param>
    /// <param name="zone">The zone in which days are told; null when none are.</param>
    internal bool IsCutFor(int budget, TimeZoneInfo? zone) => Budget == budget && string.Equals(Zone, zone?.Id, StringComparison.Ordinal);
}
