using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Context;

/// <summary>What the model sees of a session now.</summary>
/// <param name="Messages">The messages, in which every tool call has exactly one result.</param>
/// <param name="Parts">What they are made of, in their order.</param>
/// <param name="LeftOut">What is not among them, in the order of the history.</param>
/// <param name="Tokens">The tokens of all of it, system prompt and tools included: the provider's own count as far as there is one, the rest estimated.</param>
/// <param name="Stable">Those of them, estimated, with which the newest response's context began too: what the provider may have in its cache.</param>
/// <param name="Settings">How it was cut.</param>
/// <param name="Record">What the response to it remembers of it.</param>
internal sealed record ContextView(
    IReadOnlyList<ChatMessage> Messages,
    IReadOnlyList<ContextPart> Parts,
    IReadOnlyList<ContextGap> LeftOut,
    long Tokens,
    long Stable,
    ContextSettings Settings,
    ContextRecord Record)
{
    /// <summary>The ids of the messages that it shows word for word.</summary>
    public IReadOnlySet<long> Shown { get; init; } = new HashSet<long>();

    /// <summary>What was estimated for all of it before the provider's own count was looked at.</summary>
    public long Estimated { get; init; }

    /// <summary>The facts that were added since the window jumped: they stand before the turn's messages.</summary>
    public IReadOnlyList<ContextFact> AddedFacts { get; init; } = [];

    /// <summary>The tokens of the facts before the window.</summary>
    public int FactsTokens { get; init; }

    /// <summary>What was quoted before the newest turn that was answered.</summary>
    public IReadOnlyList<RecalledPart> LastRecalled { get; init; } = [];
}
