namespace LurkBot.Settings;

/// <summary>One setting of a feature, over the feature's own options.</summary>
/// <typeparam name="TOptions">The options.</typeparam>
/// <param name="name">The variable's name.</param>
/// <param name="defaultText">The default, as text; null when unset.</param>
/// <param name="accepts">What values are accepted.</param>
/// <param name="description">One sentence.</param>
/// <param name="apply">Parses a value into the options; false when it is not accepted.</param>
/// <param name="isSecret">Whether the value must never be shown.</param>
/// <remarks>A class rather than a record: every process loads one per type of options, and a record takes longer to load.</remarks>
internal sealed class Setting<TOptions>(string name, string? defaultText, string accepts, string description, Func<TOptions, string, bool> apply, bool isSecret = false)
{
    /// <summary>The variable's name.</summary>
    public string Name => name;

    /// <summary>The default, as text; null when unset.</summary>
    public string? Default => defaultText;

    /// <summary>What values are accepted.</summary>
    public string Accepts => accepts;

    /// <summary>One sentence.</summary>
    public string Description => description;

    /// <summary>Whether the value must never be shown.</summary>
    public bool IsSecret => isSecret;

    /// <summary>Parses a value into the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="text">The value.</param>
    /// <returns>False when it is not accepted.</returns>
    public bool Apply(TOptions options, string text) => apply(options, text);
}
