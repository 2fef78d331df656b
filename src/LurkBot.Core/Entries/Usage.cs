namespace LurkBot.Entries;

/// <summary>Tokens of one call to a model, as the provider counted them, in one meaning for all providers.</summary>
/// <param name="Input">All tokens sent, those read from the provider's cache and those put into it among them.</param>
/// <param name="Output">All tokens received, reasoning among them.</param>
/// <param name="Cached">Those of <paramref name="Input"/> that came from the provider's cache.</param>
public sealed record Usage(long Input, long Output, long Cached)
{
    /// <summary>More than this no call has; a larger count is damage.</summary>
    internal const long Largest = 1_000_000_000_000;

    /// <summary>Those of <see cref="Output"/> that the model thought with.</summary>
    /// <value>Zero also where the provider does not tell.</value>
    public long Reasoning { get; init; }

    /// <summary>Those of <see cref="Input"/> that were put into the provider's cache, which some charge for.</summary>
    /// <value>Zero also where the provider does not tell.</value>
    public long CacheWrite { get; init; }

    /// <summary>Counts that this version does not know.</summary>
    public IReadOnlyList<UnknownField> Unknown { get; init; } = [];

    /// <summary>Everything sent and received.</summary>
    public long Total => Input + Output;

    /// <summary>The counts of two calls together.</summary>
    public Usage Plus(Usage other) => new(Input + other.Input, Output + other.Output, Cached + other.Cached)
    {
        Reasoning = Reasoning + other.Reasoning,
        CacheWrite = CacheWrite + other.CacheWrite,
    };
}
