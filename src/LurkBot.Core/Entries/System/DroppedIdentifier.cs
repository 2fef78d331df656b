namespace LurkBot.Entries;

/// <summary>An identifier that a summary left out.</summary>
/// <param name="Text">The identifier, letter by letter.</param>
/// <param name="Entry">The id of an entry that contains it.</param>
public sealed record DroppedIdentifier(string Text, long Entry);
