using System.Text.RegularExpressions;

namespace LurkBot.Import;

/// <summary>Lines that say what a message of a chat is beside its text: an answer, a forwarded one, a poll.</summary>
internal static partial class ChatLabel
{
    private const int Longest = 200;

    /// <summary>The line before a forwarded message.</summary>
    public static string Forwarded(string? from) => $"[forwarded from {Line(from)}]";

    /// <summary>The line before an answer.</summary>
    /// <param name="name">Whose message it answers; null when that is not known.</param>
    /// <param name="text">What that message says; empty when that is not known.</param>
    public static string Answers(string? name, string text) => text.Length == 0 ? "[answers: an earlier message]" : $"[answers: {Line(name)}: {Line(text)}]";

    /// <summary>What a message says itself, without the line that it is an answer.</summary>
    public static string Own(string content) => content.StartsWith("[answers: ", StringComparison.Ordinal) ? content[(content.IndexOf('\n', StringComparison.Ordinal) + 1)..] : content;

    /// <summary>Another's words within a label: one line, of bounded length, that cannot close the label.</summary>
    public static string Line(string? text)
    {
        var line = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace('[', '(').Replace(']', ')');
        line = string.Concat(line.Where(character => !char.IsControl(character)));
        return line.Length == 0 ? "unknown" : line.Length <= Longest ? line : line[..(char.IsHighSurrogate(line[Longest - 1]) ? Longest - 1 : Longest)] + "…";
    }

    /// <summary>A person's own words, in which no line looks like one of these.</summary>
    public static string Escape(string text)
    {
        try
        {
            return text.Contains('[', StringComparison.Ordinal) ? Forged().Replace(text, "${before}\\[") : text;
        }
        catch (RegexMatchTimeoutException)
        {
            return text.Replace("[", "\\[", StringComparison.Ordinal);
        }
    }

    [GeneratedRegex(@"(?<before>^[\p{Zs}\p{Cf}\t>]*)\[(?=[\p{Zs}\p{Cf}\t]*(forwarded[\p{Zs}\t]+from|answers:))", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forged();
}
