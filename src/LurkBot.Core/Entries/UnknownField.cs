namespace LurkBot.Entries;

/// <summary>A field that this version does not know, kept as it is.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Json">Its value as raw JSON.</param>
public sealed record UnknownField(string Name, string Json);
