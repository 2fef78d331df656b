namespace LurkBot.Models;

/// <summary>Which models are used, where they are reached, and how they are asked.</summary>
internal sealed class ModelOptions
{
    /// <summary>The model of a session that names none.</summary>
    /// <value>Default: unset; then the first provider with a key, else a local Ollama, else <c>offline</c>.</value>
    public string? DefaultModel { get; set; }

    /// <summary>Models chosen for all sessions of a channel, by the channel's environment name.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, string> ChannelModels { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Models chosen for single sessions, by environment name of the session key.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, string> SessionModels { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The models that answer, in this order, while the chosen one cannot.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> FallbackModels { get; set; } = [];

    /// <summary>How long nothing may come from a provider before it counts as failed.</summary>
    /// <value>Default: 120 seconds. Range 1 second to 1 day.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>The key for Anthropic.</summary>
    /// <value>Default: unset. A secret.</value>
    public string? AnthropicApiKey { get; set; }

    /// <summary>Where Anthropic's messages API is reached.</summary>
    /// <value>Default: unset, the vendor's own address.</value>
    public Uri? AnthropicBaseUrl { get; set; }

    /// <summary>The key for OpenAI, or for the server at <see cref="OpenAIBaseUrl"/>.</summary>
    /// <value>Default: unset. A secret.</value>
    public string? OpenAIApiKey { get; set; }

    /// <summary>Where an OpenAI-compatible API is reached.</summary>
    /// <value>Default: unset, the vendor's own address.</value>
    public Uri? OpenAIBaseUrl { get; set; }

    /// <summary>The key for Google's Gemini models.</summary>
    /// <value>Default: unset. A secret.</value>
    public string? GoogleApiKey { get; set; }

    /// <summary>Where Gemini's OpenAI-compatible API is reached.</summary>
    /// <value>Default: unset, the vendor's own address.</value>
    public Uri? GoogleBaseUrl { get; set; }

    /// <summary>Where Ollama is reached.</summary>
    /// <value>Default: unset, <c>http://127.0.0.1:11434</c>.</value>
    public Uri? OllamaBaseUrl { get; set; }

    /// <summary>The most tokens a reply may have.</summary>
    /// <value>Default: 4096. Range 1 to 1,000,000.</value>
    public int MaxTokens { get; set; } = 4096;

    /// <summary>How freely the model picks its words.</summary>
    /// <value>Default: unset, the provider's own. Range 0 to 2.</value>
    public double? Temperature { get; set; }

    /// <summary>How much models think before they answer.</summary>
    /// <value>Default: unset, as the provider likes.</value>
    public ReasoningLevel Reasoning { get; set; }
}
