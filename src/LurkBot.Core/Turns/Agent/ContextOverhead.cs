using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>Counts what stands before every conversation.</summary>
internal static class ContextOverhead
{
    /// <summary>The settings with the tokens of the system prompt and of the tools' schemas.</summary>
    /// <param name="settings">The settings without them.</param>
    /// <param name="systemPrompt">The system prompt.</param>
    /// <param name="tools">The tools.</param>
    public static ContextSettings AddTo(ContextSettings settings, string systemPrompt, IReadOnlyList<AIFunction> tools)
    {
        TokenCounter counter = settings.Counter is CalibratedTokenCounter known ? known : RatioTokenCounter.Instance;
        var tokens = TokenCounter.PerEntry + counter.Count(systemPrompt);
        foreach (var tool in tools)
            tokens += TokenCounter.PerEntry + counter.Count(tool.Name) + counter.Count(tool.Description) + counter.Count(tool.JsonSchema.GetRawText());
        return settings with { Overhead = tokens };
    }
}
