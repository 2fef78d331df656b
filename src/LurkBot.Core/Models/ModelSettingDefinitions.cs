using System.Globalization;
using LurkBot.Settings;
using static LurkBot.Settings.SettingParser;

namespace LurkBot.Models;

/// <summary>The settings of models and their providers.</summary>
internal static class ModelSettingDefinitions
{
    /// <summary>For all sessions, in the order in which they are shown.</summary>
    public static readonly Setting<ModelOptions>[] All =
    [
        new("LURKBOT_DEFAULT_MODEL", null, "a model's name", "The model of a session that names none.",
            (options, text) => Set(text, value => options.DefaultModel = value)),
        new("LURKBOT_FALLBACK_MODELS", null, "models' names with commas between them", "The models that answer, in this order, while the chosen one cannot.",
            (options, text) => Set(text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), value => options.FallbackModels = value)),
        new("LURKBOT_MODEL_TIMEOUT", "120", "seconds, 1 to 86400", "How long nothing may come from a provider before it counts as failed.",
            (options, text) => Seconds(text, 1, 86_400, value => options.Timeout = value)),
        new("LURKBOT_ANTHROPIC_API_KEY", null, "a key of plain characters", "The key for Anthropic.",
            (options, text) => Key(text, value => options.AnthropicApiKey = value), isSecret: true),
        new("LURKBOT_ANTHROPIC_BASE_URL", null, "an http or https address", "Where Anthropic's API is reached.",
            (options, text) => Address(text, value => options.AnthropicBaseUrl = value)),
        new("LURKBOT_OPENAI_API_KEY", null, "a key of plain characters", "The key for OpenAI or a compatible server.",
            (options, text) => Key(text, value => options.OpenAIApiKey = value), isSecret: true),
        new("LURKBOT_OPENAI_BASE_URL", null, "an http or https address", "Where an OpenAI-compatible API is reached.",
            (options, text) => Address(text, value => options.OpenAIBaseUrl = value)),
        new("LURKBOT_GOOGLE_API_KEY", null, "a key of plain characters", "The key for Google's Gemini models.",
            (options, text) => Key(text, value => options.GoogleApiKey = value), isSecret: true),
        new("LURKBOT_GOOGLE_BASE_URL", null, "an http or https address", "Where Gemini's OpenAI-compatible API is reached.",
            (options, text) => Address(text, value => options.GoogleBaseUrl = value)),
        new("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:11434", "an http or https address", "Where Ollama is reached.",
            (options, text) => Address(text, value => options.OllamaBaseUrl = value)),
        new("LURKBOT_MAX_TOKENS", "4096", "a number, 1 to 1000000", "The most tokens of a reply.",
            (options, text) => Number(text, 1, 1_000_000, value => options.MaxTokens = value)),
        new("LURKBOT_TEMPERATURE", null, "a number, 0 to 2", "How freely the model picks its words.", ApplyTemperature),
        new("LURKBOT_REASONING", null, "off, low, medium or high", "How much a model thinks before it answers, where it can; else as its provider likes.", ApplyReasoning),
    ];

    /// <summary>For one session.</summary>
    public static readonly ScopedSetting<ModelOptions>[] OfSession =
    [
        new("MODEL", "a model's name", "The model of one session.", (options, key, text) => Set(text, value => options.SessionModels[key] = value)),
    ];

    /// <summary>For the sessions of one channel.</summary>
    public static readonly ScopedSetting<ModelOptions>[] OfChannel =
    [
        new("MODEL", "a model's name", "The model of one channel's sessions.", (options, channel, text) => Set(text, value => options.ChannelModels[channel] = value)),
    ];

    private static bool ApplyTemperature(ModelOptions options, string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || value is not (>= 0 and <= 2))
            return false;
        options.Temperature = value;
        return true;
    }

    private static bool ApplyReasoning(ModelOptions options, string text)
    {
        options.Reasoning = text switch
        {
            "off" => ReasoningLevel.Off,
            "low" => ReasoningLevel.Low,
            "medium" => ReasoningLevel.Medium,
            "high" => ReasoningLevel.High,
            _ => ReasoningLevel.Unset,
        };
        return options.Reasoning != ReasoningLevel.Unset;
    }
}
