using LurkBot.Context;

namespace LurkBot.Commands;

/// <summary>Entries that a model does not see, and why.</summary>
internal sealed record ContextGapJson(long First, long Last, string Why)
{
    /// <summary>The record of a gap.</summary>
    public static ContextGapJson Of(ContextGap gap) => new(gap.FirstId, gap.LastId, gap.Why);
}
