using System.Text.RegularExpressions;

namespace LurkBot.Text;

/// <summary>Names of files that are about to be put into their place: no person knows them.</summary>
internal static partial class TemporaryName
{
    /// <summary>The text with the file, or else the folder, that a temporary name stands for.</summary>
    /// <param name="text">What the system says of a failure.</param>
    public static string Hide(string text)
    {
        if (!text.Contains(".tmp", StringComparison.Ordinal))
            return text;
        try
        {
            return Hidden().Replace(Behind().Replace(text, ""), "");
        }
        catch (RegexMatchTimeoutException)
        {
            // An error is told in any case.
            return text;
        }
    }

    /// <summary>Beside a file, with its name: <c>/folder/file.4711.tmp</c>.</summary>
    [GeneratedRegex(@"(?<=[^/\\\s])\.[0-9]{1,10}\.tmp\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Behind();

    /// <summary>In a folder: <c>/folder/.0f…9a.tmp</c>.</summary>
    [GeneratedRegex(@"(?<=[^/\\\s])[/\\]\.(lurkbot-)?[0-9a-f]{32}\.tmp\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hidden();
}
