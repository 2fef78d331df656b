namespace LurkBot.Search;

/// <summary>A place in a snippet where a word stands.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is, in UTF-16 code units.</param>
internal sealed record SnippetMatch(int Start, int Length);
