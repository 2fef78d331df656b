namespace LurkBot.Commands;

/// <summary>Who was let in, and which codes wait.</summary>
internal sealed record PairingListJson(IReadOnlyList<PairedPersonJson> People, IReadOnlyList<PairingCodeJson> Waiting);
