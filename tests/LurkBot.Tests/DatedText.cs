using System.Text.RegularExpressions;

namespace LurkBot.Tests;

/// <summary>What a model is shown, without the lines that say when it was said.</summary>
internal static partial class DatedText
{
    /// <summary>A text without such lines.</summary>
    /// <param name="text">What the model is shown; JSON escapes of line breaks count, too.</param>
    public static string Without(string text) => Line().Replace(text, "");

    [GeneratedRegex(@"\[Date: [A-Z][a-z]{2}, \d{4}-\d\d-\d\d, \d\d:\d\d\](\n|\\n)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Line();
}
