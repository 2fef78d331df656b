using LurkBot.Settings;

namespace LurkBot.Configuration;

/// <summary>One setting of the catalogue.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Default">The default, as text; null when unset.</param>
/// <param name="Accepts">What values are accepted.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Apply">Parses a value into the options; false when it is not accepted.</param>
/// <param name="IsSecret">Whether the value must never be shown.</param>
internal sealed record SettingDefinition(
    string Name,
    string? Default,
    string Accepts,
    string Description,
    Func<LurkBotOptions, string, bool> Apply,
    bool IsSecret = false)
{
    /// <summary>Binds a feature's setting to all options.</summary>
    /// <typeparam name="TOptions">The feature's options.</typeparam>
    /// <param name="setting">The setting.</param>
    /// <param name="select">Finds the feature's options.</param>
    internal static SettingDefinition From<TOptions>(Setting<TOptions> setting, Func<LurkBotOptions, TOptions> select) =>
        new(setting.Name, setting.Default, setting.Accepts, setting.Description, (options, text) => setting.Apply(select(options), text), setting.IsSecret);
}
