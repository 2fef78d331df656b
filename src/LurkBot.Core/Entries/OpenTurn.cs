namespace LurkBot.Entries;

/// <summary>A turn that has a response and no end: it runs, is parked, or its process was killed.</summary>
/// <param name="Turn">Its id.</param>
/// <param name="Heard">The messages that its responses have seen, ascending.</param>
public sealed record OpenTurn(long Turn, IReadOnlyList<long> Heard);
