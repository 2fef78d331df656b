namespace LurkBot.Context;

/// <summary>What of a history a context leaves out.</summary>
/// <param name="FirstId">The first entry.</param>
/// <param name="LastId">The last entry.</param>
/// <param name="Why">Why, in a few words.</param>
internal sealed record ContextGap(long FirstId, long LastId, string Why);
