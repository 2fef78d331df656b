using LurkBot.Settings;

namespace LurkBot.Configuration;

/// <summary>What one feature adds to the catalogue.</summary>
internal sealed class SettingContribution
{
    private SettingContribution()
    {
    }

    /// <summary>The settings, in the order in which they are shown.</summary>
    internal IReadOnlyList<SettingDefinition> Settings { get; private init; } = [];

    /// <summary>Those of one session.</summary>
    internal IReadOnlyList<ScopedSetting<LurkBotOptions>> OfSession { get; private init; } = [];

    /// <summary>Those of one channel.</summary>
    internal IReadOnlyList<ScopedSetting<LurkBotOptions>> OfChannel { get; private init; } = [];

    /// <summary>Completes the feature's options once all settings are applied, and gives what is wrong.</summary>
    internal Func<LurkBotOptions, IReadOnlyList<string>>? Complete { get; private init; }

    /// <summary>Gathers what a feature adds.</summary>
    /// <typeparam name="TOptions">The feature's options.</typeparam>
    /// <param name="select">Finds the feature's options; <see cref="LurkBotOptions.Of{TOptions}"/> for those of another assembly.</param>
    /// <param name="settings">The settings, in the order in which they are shown.</param>
    /// <param name="ofSession">Those of one session.</param>
    /// <param name="ofChannel">Those of one channel.</param>
    /// <param name="complete">Completes the options once all settings are applied, and gives what is wrong; null when there is nothing to do.</param>
    public static SettingContribution From<TOptions>(
        Func<LurkBotOptions, TOptions> select,
        ReadOnlySpan<Setting<TOptions>> settings,
        ReadOnlySpan<ScopedSetting<TOptions>> ofSession = default,
        ReadOnlySpan<ScopedSetting<TOptions>> ofChannel = default,
        Func<TOptions, IReadOnlyList<string>>? complete = null)
    {
        var definitions = new SettingDefinition[settings.Length];
        for (var i = 0; i < definitions.Length; i++)
            definitions[i] = SettingDefinition.From(settings[i], select);
        return new()
        {
            Settings = definitions,
            OfSession = Bind(ofSession, select),
            OfChannel = Bind(ofChannel, select),
            Complete = complete is null ? null : options => complete(select(options)),
        };
    }

    private static ScopedSetting<LurkBotOptions>[] Bind<TOptions>(ReadOnlySpan<ScopedSetting<TOptions>> settings, Func<LurkBotOptions, TOptions> select)
    {
        var bound = new ScopedSetting<LurkBotOptions>[settings.Length];
        for (var i = 0; i < bound.Length; i++)
        {
            var setting = settings[i];
            bound[i] = new(setting.Name, setting.Accepts, setting.Description, (options, scope, text) => setting.Apply(select(options), scope, text));
        }

        return bound;
    }
}
