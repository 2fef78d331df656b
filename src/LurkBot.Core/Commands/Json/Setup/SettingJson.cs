using LurkBot.Configuration;

namespace LurkBot.Commands;

/// <summary>A setting: its value, where that comes from, what it is for and what it accepts.</summary>
internal sealed record SettingJson(string Name, string? Value, string Source, string Description, string? Accepts)
{
    /// <summary>The record of a setting.</summary>
    public static SettingJson Of(SettingValue value) => new(value.Definition.Name, value.Value, value.Source, value.Definition.Description, value.Definition.Accepts);
}
