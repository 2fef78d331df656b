namespace LurkBot.Configuration;

/// <summary>The outcome of reading all layers.</summary>
/// <param name="Options">The bound options; defaults where a value is wrong.</param>
/// <param name="Values">Every setting and its source.</param>
/// <param name="Errors">All that must be mended.</param>
/// <param name="Warnings">What is probably a mistake.</param>
internal sealed record LoadedConfiguration(
    LurkBotOptions Options,
    IReadOnlyList<SettingValue> Values,
    IReadOnlyList<string> Errors,
    IReadOnlyList<string> Warnings)
{
    /// <summary>Why the home cannot be used; null when it can. It is among the errors, too.</summary>
    public string? HomeProblem { get; init; }
}
