using LurkBot.Configuration;

namespace LurkBot.Commands;

/// <summary>A setting's value, and where it comes from.</summary>
internal sealed record SettingValueJson(string Name, string? Value, string Source)
{
    /// <summary>The record of a value.</summary>
    public static SettingValueJson Of(SettingValue value) => new(value.Definition.Name, value.Value, value.Source);
}
