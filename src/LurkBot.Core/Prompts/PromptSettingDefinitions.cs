using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Prompts;

/// <summary>The settings of system prompts.</summary>
internal static class PromptSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<PromptOptions>[] All =
    [
        new("LURKBOT_SYSTEM_PROMPT", null, "text", "The system prompt.",
            (options, text) => Set(text, value => options.SystemPrompt = new(value, options.SystemPrompt?.File))),
        new("LURKBOT_SYSTEM_PROMPT_FILE", null, "a file", "A file whose text is the system prompt.",
            (options, text) => Set(text, value => options.SystemPrompt = new(options.SystemPrompt?.Text, value))),
    ];

    /// <summary>For one session.</summary>
    public static readonly ScopedSetting<PromptOptions>[] OfSession =
    [
        new("SYSTEM_PROMPT", "text", "The system prompt of one session.",
            (options, key, text) => Set(text, value => options.Sessions[key] = Of(options.Sessions, key) with { Text = value })),
        new("SYSTEM_PROMPT_FILE", "a file", "A file whose text is the system prompt of one session.",
            (options, key, text) => Set(text, value => options.Sessions[key] = Of(options.Sessions, key) with { File = value })),
    ];

    /// <summary>For the sessions of one channel.</summary>
    public static readonly ScopedSetting<PromptOptions>[] OfChannel =
    [
        new("SYSTEM_PROMPT", "text", "The system prompt of one channel's sessions.",
            (options, channel, text) => Set(text, value => options.Channels[channel] = Of(options.Channels, channel) with { Text = value })),
        new("SYSTEM_PROMPT_FILE", "a file", "A file whose text is the system prompt of one channel's sessions.",
            (options, channel, text) => Set(text, value => options.Channels[channel] = Of(options.Channels, channel) with { File = value })),
    ];

    /// <summary>Makes the paths of files absolute, once all settings are applied.</summary>
    /// <returns>What is wrong with the prompts.</returns>
    public static IReadOnlyList<string> Complete(PromptOptions options)
    {
        var errors = new List<string>();
        if (options.SystemPrompt is { } all)
            options.SystemPrompt = Complete(all, "LURKBOT_SYSTEM_PROMPT", errors);
        foreach (var (channel, prompt) in options.Channels.ToList())
            options.Channels[channel] = Complete(prompt, $"LURKBOT_{channel}__SYSTEM_PROMPT", errors);
        foreach (var (key, prompt) in options.Sessions.ToList())
            options.Sessions[key] = Complete(prompt, $"LURKBOT_SESSION__{key}__SYSTEM_PROMPT", errors);
        return errors;
    }

    private static PromptSetting Complete(PromptSetting prompt, string variable, List<string> errors)
    {
        if (prompt.File is not { } file)
            return prompt;
        var path = FullPath(file);
        if (prompt.Text is not null)
            errors.Add($"Set {variable} or {variable}_FILE, not both.");
        if (!File.Exists(path))
            errors.Add($"{variable}_FILE: there is no file {path}.");
        return prompt with { File = path };
    }

    private static PromptSetting Of(IDictionary<string, PromptSetting> prompts, string key) => prompts.TryGetValue(key, out var prompt) ? prompt : new(null, null);
}
