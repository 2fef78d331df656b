using System.Text.RegularExpressions;

namespace LurkBot.Channels;

/// <summary>Writes commands as people must give them in a chat.</summary>
internal static partial class CommandSpelling
{
    /// <summary>Writes the commands that a text of ours names.</summary>
    /// <param name="text">The text, with commands such as <c>/help</c>.</param>
    /// <param name="prefix">What stands before a command's name there.</param>
    /// <param name="given">A command that is written so too, though it may not be known; null for none.</param>
    /// <returns>The text; paths and words that are no commands stay as they are.</returns>
    public static string Write(string text, string prefix, string? given = null) =>
        prefix is "/" ? text : Word().Replace(text, word => ChannelCommands.Knows(word.Value) || string.Equals(word.Value, given, StringComparison.Ordinal) ? prefix + word.Value[1..] : word.Value);

    [GeneratedRegex(@"(?<![\w/.:-])/[a-z][a-z0-9_-]{0,31}(?![\w/-])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
