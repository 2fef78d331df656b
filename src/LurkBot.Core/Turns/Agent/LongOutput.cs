using System.Globalization;
using LurkBot.Context;

namespace LurkBot.Turns;

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
    public static string Shorten(string text, string hash) =>
        MiddleTruncation.Of(text, Beginning, End, left => string.Create(CultureInfo.InvariantCulture, $"{left} characters left out; all {text.Length} are in blob {hash}"));
}
