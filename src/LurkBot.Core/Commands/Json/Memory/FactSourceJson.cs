namespace LurkBot.Commands;

/// <summary>Entries that a fact is drawn from.</summary>
internal sealed record FactSourceJson(string Session, IReadOnlyList<long> Entries);
