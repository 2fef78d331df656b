using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Brings the providers' counts to one meaning.</summary>
internal static class UsageCount
{
    /// <summary>The name that Anthropic's library gives to <c>cache_creation_input_tokens</c>.</summary>
    private const string AnthropicCacheWrite = "CacheCreationInputTokens";

    /// <summary>The tokens of one call.</summary>
    /// <param name="details">What the provider's library made of the provider's counts.</param>
    /// <returns>Null when it counted nothing: unknown, which is not zero.</returns>
    public static Usage? Of(UsageDetails? details)
    {
        // Ollama's library makes zeros of counts that are missing; no call sends nothing and receives nothing.
        if (details is null || (Count(details.InputTokenCount) == 0 && Count(details.OutputTokenCount) == 0))
            return null;

        // Input: Anthropic's input_tokens leave out what was read from the cache or put into it; its library adds both. OpenAI's and
        // Gemini's prompt_tokens and Ollama's prompt_eval_count hold everything.
        var (input, output) = (Count(details.InputTokenCount), Count(details.OutputTokenCount));
        var reasoning = Count(details.ReasoningTokenCount);

        // Output: Anthropic's and OpenAI's hold the reasoning. Gemini's compatible endpoint leaves thoughts out of completion_tokens
        // and counts them in total_tokens only.
        var rest = Count(details.TotalTokenCount) - input - output;
        if (rest > 0)
            (output, reasoning) = (output + rest, Math.Max(reasoning, rest));
        return new Usage(input, output, Math.Min(input, Count(details.CachedInputTokenCount)))
        {
            Reasoning = Math.Min(output, reasoning),
            CacheWrite = Math.Min(input, details.AdditionalCounts?.TryGetValue(AnthropicCacheWrite, out var written) == true ? Count(written) : 0),
        };
    }

    /// <summary>A provider, or what stands in its place, may count anything.</summary>
    private static long Count(long? count) => Math.Clamp(count ?? 0, 0, Usage.Largest);
}
