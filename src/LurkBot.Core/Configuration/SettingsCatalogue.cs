namespace LurkBot.Configuration;

/// <summary>The one list of settings: it feeds binding, validation and <c>lurkbot config show</c>.</summary>
internal sealed class SettingsCatalogue
{
    private readonly Dictionary<string, SettingDefinition> byName = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<SettingContribution> contributions;

    /// <summary>Composes the catalogue.</summary>
    /// <param name="contributions">What the features add, in the order in which it is shown.</param>
    /// <exception cref="ArgumentException">Two settings have one name.</exception>
    public SettingsCatalogue(IReadOnlyList<SettingContribution> contributions)
    {
        this.contributions = contributions;
        Scoped = new ScopedSettings(contributions);
        var all = new List<SettingDefinition>();
        foreach (var contribution in contributions)
        {
            foreach (var setting in contribution.Settings)
            {
                byName.Add(setting.Name, setting);
                all.Add(setting);
            }
        }

        All = all;
    }

    /// <summary>The settings of this assembly's features alone.</summary>
    public static SettingsCatalogue BuiltIn { get; } = new(BuiltInSettings.All);

    /// <summary>All settings with a fixed name, in the order in which they are shown.</summary>
    public IReadOnlyList<SettingDefinition> All { get; }

    /// <summary>The settings of single sessions and channels.</summary>
    public ScopedSettings Scoped { get; }

    /// <summary>The setting of a fixed name; null when there is none.</summary>
    /// <param name="name">The variable's whole name.</param>
    public SettingDefinition? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Completes the options once all settings are applied.</summary>
    /// <param name="options">The options.</param>
    /// <param name="errors">Gets what is wrong.</param>
    internal void Complete(LurkBotOptions options, List<string> errors)
    {
        foreach (var contribution in contributions)
        {
            if (contribution.Complete is { } complete)
                errors.AddRange(complete(options));
        }
    }
}
