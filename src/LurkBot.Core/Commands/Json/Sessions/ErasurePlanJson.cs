namespace LurkBot.Commands;

/// <summary>What an erasure would destroy, and what it would leave.</summary>
internal sealed record ErasurePlanJson(
    string Target,
    IReadOnlyList<string> WouldErase,
    IReadOnlyList<ErasedEntryJson> InOtherSessions,
    IReadOnlyList<FoundElsewhereJson> AlsoFoundIn,
    IReadOnlyList<string> WouldBeLeftIn,
    IReadOnlyList<string> Unreadable);
