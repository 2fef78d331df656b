namespace LurkBot.History;

/// <summary>Tokens of one call to a model, as the provider counted them.</summary>
/// <param name="Input">Tokens sent.</param>
/// <param name="Output">Tokens received.</param>
/// <param name="Cached">Those of <paramref name="Input"/> that came from the provider's cache.</param>
public sealed record Usage(long Input, long Output, long Cached);
