namespace LurkBot.Commands;

/// <summary>Which accounts are one person, and which links wait for the yes of the other side.</summary>
internal sealed record PeopleListJson(IReadOnlyList<IReadOnlyList<string>> Links, IReadOnlyList<WaitingLinkJson> Waiting);
