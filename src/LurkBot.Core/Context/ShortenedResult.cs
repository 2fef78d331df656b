using System.Globalization;
using LurkBot.History;

namespace LurkBot.Context;

/// <summary>Long tool results with their middle left out; always the same text for the same result.</summary>
internal static class ShortenedResult
{
    private const int Longest = 2_000;
    private const int Beginning = 1_200;
    private const int End = 500;

    /// <summary>Whether there is something to leave out.</summary>
    public static bool IsLong(ToolEntry result) => result.Content.Length > Longest;

    /// <summary>The result, or its beginning and end.</summary>
    public static string Of(ToolEntry result)
    {
        var text = result.Content;
        if (text.Length <= Longest)
            return text;
        var (beginning, end) = (Boundary(text, Beginning), Boundary(text, text.Length - End));
        var note = string.Create(CultureInfo.InvariantCulture, $"\n[… {end - beginning} of {text.Length} characters left out; the whole is entry #{result.Id} …]\n");
        return string.Concat(text.AsSpan(0, beginning), note, text.AsSpan(end));
    }

    private static int Boundary(string text, int at) => char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]) ? at - 1 : at;
}
