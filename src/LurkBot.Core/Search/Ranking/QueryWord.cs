namespace LurkBot.Search;

/// <summary>A word of a query.</summary>
/// <param name="Text">The word, in the form in which texts are indexed.</param>
/// <param name="Weight">What it counts, 1 for an ordinary word.</param>
/// <param name="IsName">Whether it may be somebody's name.</param>
/// <param name="IsTopic">Whether the query is about it; greetings and thanks are about nothing.</param>
internal sealed record QueryWord(string Text, double Weight, bool IsName, bool IsTopic);
