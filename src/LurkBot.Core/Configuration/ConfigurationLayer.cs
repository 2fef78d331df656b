namespace LurkBot.Configuration;

/// <summary>The settings of one place.</summary>
/// <param name="Source">The place, as messages name it.</param>
/// <param name="Values">Its values by name.</param>
internal sealed record ConfigurationLayer(string Source, Dictionary<string, string?> Values);
