using System.Globalization;

namespace LurkBot.Commands;

/// <summary>The beginning and the end of what a tool gave, for a person who watches.</summary>
internal static class ToolOutput
{
    private const int Head = 3;
    private const int Tail = 3;
    private const int LongestLine = 160;

    /// <summary>The first and the last lines.</summary>
    /// <param name="output">All of it.</param>
    /// <returns>No lines when there is nothing.</returns>
    public static IReadOnlyList<string> Lines(string output)
    {
        var lines = output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines is [""])
            return [];
        IEnumerable<string> shown = lines.Length <= Head + Tail + 1
            ? lines
            : [.. lines[..Head], string.Create(CultureInfo.InvariantCulture, $"… {lines.Length - Head - Tail} more lines …"), .. lines[^Tail..]];
        return [.. shown.Select(Cut)];
    }

    /// <summary>The same as one text.</summary>
    /// <param name="output">All of it.</param>
    public static string Shorten(string output) => string.Join('\n', Lines(output));

    private static string Cut(string line) => line.Length <= LongestLine ? line : line[..(char.IsHighSurrogate(line[LongestLine - 1]) ? LongestLine - 1 : LongestLine)] + "…";
}
