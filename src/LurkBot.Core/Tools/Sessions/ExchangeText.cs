using LurkBot.Entries;
using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary>What a turn hears of other sessions, and from which of their entries that is.</summary>
/// <param name="Text">The text.</param>
/// <param name="Sources">The entries that it quotes.</param>
internal sealed record ExchangeText(string Text, IReadOnlyList<EntrySource> Sources)
{
    /// <summary>A text that tells nothing of what was said.</summary>
    /// <param name="text">The text.</param>
    public ExchangeText(string text)
        : this(text, [])
    {
    }

    /// <summary>The text, once the call's result is known to have it from there.</summary>
    /// <param name="facts">The call.</param>
    public string For(CallFacts facts)
    {
        facts.Sources = Sources;
        return Text;
    }
}
