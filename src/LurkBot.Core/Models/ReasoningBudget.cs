using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>What a request says about reasoning: how much, and the tokens for it, since providers count them as a part of the reply.</summary>
internal static class ReasoningBudget
{
    private const int LowTokens = 2048;
    private const int MediumTokens = 8192;
    private const int HighTokens = 16_384;

    /// <summary>The options with which a model is asked to think.</summary>
    /// <param name="effort">How much; null says nothing.</param>
    /// <returns>Null when the request says nothing.</returns>
    public static ReasoningOptions? Options(ReasoningEffort? effort) => effort is null ? null : new ReasoningOptions { Effort = effort, Output = ReasoningOutput.Full };

    /// <summary>The tokens of reasoning beside those of the reply.</summary>
    public static int Tokens(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.Low => LowTokens,
        ReasoningEffort.Medium => MediumTokens,
        ReasoningEffort.High or ReasoningEffort.ExtraHigh => HighTokens,
        _ => 0,
    };
}
