namespace LurkBot.Settings;

/// <summary>One setting of a feature that holds for one session or one channel.</summary>
/// <typeparam name="TOptions">The feature's options.</typeparam>
/// <param name="name">What the variable's name ends with, such as <c>MODEL</c>.</param>
/// <param name="accepts">What values are accepted.</param>
/// <param name="description">One sentence.</param>
/// <param name="apply">Parses a value into the options, for a session or channel by its environment name; false when it is not accepted.</param>
internal sealed class ScopedSetting<TOptions>(string name, string accepts, string description, Func<TOptions, string, string, bool> apply)
{
    /// <summary>What the variable's name ends with.</summary>
    public string Name => name;

    /// <summary>What values are accepted.</summary>
    public string Accepts => accepts;

    /// <summary>One sentence.</summary>
    public string Description => description;

    /// <summary>Parses a value into the options.</summary>
    /// <param name="options">The options.</param>
    /// <param name="scope">The session or channel, by its environment name.</param>
    /// <param name="text">The value.</param>
    /// <returns>False when it is not accepted.</returns>
    public bool Apply(TOptions options, string scope, string text) => apply(options, scope, text);
}
