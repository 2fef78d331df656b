namespace LurkBot.Erasure;

/// <summary>What an erasure would destroy, and what it would leave.</summary>
/// <param name="Erased">What would be destroyed, one sentence each.</param>
/// <param name="Elsewhere">What has the same words and would stay.</param>
/// <param name="Left">Files in which some of it would be left.</param>
internal sealed record ErasureForecast(IReadOnlyList<string> Erased, IReadOnlyList<FoundElsewhere> Elsewhere, IReadOnlyList<string> Left);
