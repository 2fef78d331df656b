namespace LurkBot.Commands;

/// <summary>What is remembered of a person or a group.</summary>
internal sealed record MemoryJson(string Of, IReadOnlyList<FactJson> Facts);
