using LurkBot.Context;

namespace LurkBot.Commands;

/// <summary>One part of what a model sees.</summary>
internal sealed record ContextPartJson(string Kind, long First, long Last, long Tokens)
{
    /// <summary>The record of a part.</summary>
    public static ContextPartJson Of(ContextPart part) => new(part.Kind.ToString().ToLowerInvariant(), part.FirstId, part.LastId, part.Tokens);
}
