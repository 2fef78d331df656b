namespace LurkBot.Configuration;

/// <summary>What a setting is and where that came from.</summary>
/// <param name="Definition">The setting.</param>
/// <param name="Value">Its value, masked if secret; null when unset.</param>
/// <param name="Source">The layer: default, config.json, .env, environment or command line.</param>
internal sealed record SettingValue(SettingDefinition Definition, string? Value, string Source)
{
    /// <summary>The value as it was written, secrets too; null when unset. Never shown.</summary>
    internal string? Raw { get; init; }
}
