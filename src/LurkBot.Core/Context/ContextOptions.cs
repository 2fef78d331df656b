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

    /// <summary>Where earlier messages are looked for that have to do with the one that is answered.</summary>
    /// <value>Default: <see cref="RecallMode.Session"/>.</value>
    public RecallMode Recall { get; set; }

    /// <summary>The most tokens that those may take in one call; at most a fifth of the budget.</summary>
    /// <value>Default: 1500. Range 0 to 100,000.</value>
    public int RecallTokens { get; set; } = 1_500;

    /// <summary>What becomes of facts that a model finds worth remembering.</summary>
    /// <value>Default: <see cref="FactsMode.Ask"/>.</value>
    public FactsMode Facts { get; set; }

    /// <summary>The most tokens that facts may take in one call; at most a tenth of the budget.</summary>
    /// <value>Default: 400. Range 0 to 100,000.</value>
    public int FactsTokens { get; set; } = 400;
}
