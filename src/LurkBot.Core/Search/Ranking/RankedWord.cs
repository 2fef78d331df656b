namespace LurkBot.Search;

/// <summary>A word of a query, and where it stands.</summary>
/// <param name="Term">The form in which it is indexed.</param>
/// <param name="Matches">Messages that have it; of a frequent word only the newest.</param>
/// <param name="Frequency">How many messages have it, about.</param>
/// <param name="Weight">What it counts.</param>
/// <param name="IsName">Whether it may be the name of somebody in the conversation.</param>
/// <param name="IsTopic">Whether the query is about it.</param>
internal sealed record RankedWord(string Term, IReadOnlyList<WordMatch> Matches, long Frequency, double Weight, bool IsName, bool IsTopic);
