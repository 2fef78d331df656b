using System.Globalization;
using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>Long tool results with their middle left out; always the same text for the same result.</summary>
internal static class TruncatedToolResult
{
    private const int Longest = 2_000;
    private const int Beginning = 1_200;
    private const int End = 500;

    /// <summary>Whether there is something to leave out.</summary>
    public static bool IsLong(ToolEntry result) => result.Content.Length > Longest;

    /// <summary>The result, or its beginning and end.</summary>
    public static string Of(ToolEntry result) => IsLong(result)
        ? MiddleTruncation.Of(result.Content, Beginning, End, left => string.Create(CultureInfo.InvariantCulture, $"{left} of {result.Content.Length} characters left out; the whole is entry #{result.Id}"))
        : result.Content;
}
