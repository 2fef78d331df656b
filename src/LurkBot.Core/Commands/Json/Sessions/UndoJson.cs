namespace LurkBot.Commands;

/// <summary>What an undo took back.</summary>
/// <param name="Sessions">The sessions that it was about.</param>
internal sealed record UndoJson(IReadOnlyList<UndoneSessionJson> Sessions);
