namespace LurkBot.Commands;

/// <summary>What an erasure would destroy.</summary>
internal sealed record ErasurePlanJson(string Target, IReadOnlyList<string> WouldErase, IReadOnlyList<string> Unreadable);
