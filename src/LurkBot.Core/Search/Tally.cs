namespace LurkBot.Search;

/// <summary>How many of one kind there are.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Count">How many.</param>
internal sealed record Tally(string Name, long Count);
