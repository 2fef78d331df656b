namespace LurkBot.Context;

/// <summary>What of a conversation the model sees.</summary>
internal sealed class ContextOptions
{
    /// <summary>The most tokens of history, system prompt and tools that one call to a model may carry.</summary>
    /// <value>Default: 128000. Range 1000 to 10,000,000. A model with a smaller window gets less.</value>
    public int MaxTokens { get; set; } = 128_000;

    /// <summary>What is shown when not all of it fits.</summary>
    /// <value>Default: <see cref="ContextStrategy.Sliding"/>.</value>
    public ContextStrategy Strategy { get; set; }
}
