using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>What is quoted of earlier entries before a turn's messages: the same bytes in all calls of the turn (RULES RE2).</summary>
/// <param name="Before">The id of the turn's first message.</param>
/// <param name="Text">What the model reads.</param>
/// <param name="Tokens">Its tokens, estimated.</param>
/// <param name="Parts">What it quotes, in the order of the ids; at least one.</param>
internal sealed record ContextQuotation(long Before, string Text, int Tokens, IReadOnlyList<RecalledPart> Parts)
{
    /// <summary>Whether text of lower trust is among it: what was approved before does not apply to a turn that read it (RULES RE8).</summary>
    public bool IsOutside { get; init; }

    /// <summary>The property by which wires know the content: their cache marks stand before it (RULES RE4).</summary>
    public const string Mark = "lurkbot.recalled";

    /// <summary>What its text begins with.</summary>
    public const string Beginning = "[Recalled by LurkBot";
}
