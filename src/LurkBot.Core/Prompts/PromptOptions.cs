namespace LurkBot.Prompts;

/// <summary>The system prompts that are set.</summary>
internal sealed class PromptOptions
{
    /// <summary>The system prompt of all sessions.</summary>
    /// <value>Default: unset, a short built-in one.</value>
    public PromptSetting? SystemPrompt { get; set; }

    /// <summary>System prompts of all sessions of a channel, by the channel's environment name.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, PromptSetting> Channels { get; } = new Dictionary<string, PromptSetting>(StringComparer.Ordinal);

    /// <summary>System prompts of single sessions, by environment name of the session key.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, PromptSetting> Sessions { get; } = new Dictionary<string, PromptSetting>(StringComparer.Ordinal);
}
