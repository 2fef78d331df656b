using System.Text.RegularExpressions;

namespace LurkBot.Text;

/// <summary>Names of files that are about to be put into their place: no person knows them.</summary>
internal static partial class TemporaryName
{
    /// <summary>The text with the file, or else the folder, that a temporary name stands for.</summary>
    /// <param name="text">What the system says of a failure.</param>
    public static string Hide(string text) => text.Contains(".tmp", StringComparison.Ordinal) ? Hidden().Replace(Behind().Replace(text, ""), "") : text;

    /// <summary>Beside a file, with its name: <c>/folder/file.4711.tmp</c>.</summary>
    [GeneratedRegex(@"(?<=[^/\\\s])\.[0-9]{1,10}\.tmp\b")]
    private static partial Regex Behind();

    /// <summary>In a folder: <c>/folder/.0f…9a.tmp</c>.</summary>
    [GeneratedRegex(@"(?<=[^/\\\s])[/\\]\.(lurkbot-)?[0-9a-f]{32}\.tmp\b")]
    private static partial Regex Hidden();
}
