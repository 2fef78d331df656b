using System.Globalization;

namespace LurkBot.Agents;

/// <summary>Tool outputs that are too long for a history: their beginning and end stay in it, the whole is a blob beside it.</summary>
internal static class LongOutput
{
    /// <summary>The longest output that stays whole, in UTF-16 code units; some 5,000 tokens.</summary>
    public const int Limit = 20_000;

    private const int Beginning = 12_000;
    private const int End = 6_000;

    /// <summary>The beginning and the end, and between them what is left out and where it is.</summary>
    /// <param name="text">An output longer than <see cref="Limit"/>.</param>
    /// <param name="hash">The name of the blob that holds all of it.</param>
    /// <returns>The same text for the same output, so that what the model sees never changes.</returns>
    public static string Shorten(string text, string hash)
    {
        var beginning = Boundary(text, Beginning);
        var end = Boundary(text, text.Length - End);
        var note = string.Create(CultureInfo.InvariantCulture, $"\n[… {end - beginning} characters left out; all {text.Length} are in blob {hash} …]\n");
        return string.Concat(text.AsSpan(0, beginning), note, text.AsSpan(end));
    }

    /// <summary>Not between the two halves of a character.</summary>
    private static int Boundary(string text, int at) => char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]) ? at - 1 : at;
}
