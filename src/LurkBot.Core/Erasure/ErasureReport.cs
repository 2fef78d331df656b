namespace LurkBot.Erasure;

/// <summary>What an erasure destroyed, and what a search through all files found afterwards.</summary>
/// <param name="Plan">What was to be destroyed.</param>
/// <param name="Erased">What was, one sentence each.</param>
/// <param name="Searched">The search.</param>
/// <param name="Left">Files in which some of it is left.</param>
/// <param name="Elsewhere">What was not meant and has the same words.</param>
internal sealed record ErasureReport(ErasurePlan Plan, IReadOnlyList<string> Erased, TextSearchResult Searched, IReadOnlyList<string> Left, IReadOnlyList<FoundElsewhere> Elsewhere)
{
    /// <summary>Whether nothing of it is left; the same words may stand elsewhere.</summary>
    public bool IsClean => Left.Count == 0 && Searched.Unreadable.Count == 0 && Plan.Unreadable.Count == 0;

    /// <summary>What could not be looked into, one sentence each.</summary>
    public IEnumerable<string> NotLookedInto => Plan.Unreadable.Concat(Searched.Unreadable.Select(file => $"{file} cannot be read."));
}
