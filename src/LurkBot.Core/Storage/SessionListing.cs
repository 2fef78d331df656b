namespace LurkBot.Storage;

/// <summary>The sessions of a store, and what could not be read.</summary>
/// <param name="Sessions">Sound sessions, in no order.</param>
/// <param name="Problems">One sentence for each file that is not.</param>
public sealed record SessionListing(IReadOnlyList<SessionInfo> Sessions, IReadOnlyList<string> Problems);
