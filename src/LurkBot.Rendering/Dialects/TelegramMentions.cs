using System.Text;
using System.Text.RegularExpressions;

namespace LurkBot.Rendering;

/// <summary>
/// Keeps texts from mentioning people. Telegram itself makes a mention of each <c>@name</c> outside code, whatever the markup; a character without width
/// after the sign prevents it. Addresses of the web, in which Telegram finds none, stay as they are.
/// </summary>
internal static partial class TelegramMentions
{
    /// <summary>Stands between the sign and the name; nothing is seen of it.</summary>
    private const char Apart = '\u200B';

    /// <summary>Whether a link mentions a person instead of leading somewhere.</summary>
    /// <param name="address">The address.</param>
    public static bool IsIn(Uri address) => address.Scheme == "tg" && (address.Host is "user" || address.OriginalString.AsSpan("tg:".Length).TrimStart('/').StartsWith("user", StringComparison.OrdinalIgnoreCase));

    /// <summary>The most characters that are added to a text or a piece of one.</summary>
    /// <param name="text">The text.</param>
    public static int Growth(ReadOnlySpan<char> text) => text.Count('@');

    /// <summary>A text without code that mentions no one.</summary>
    /// <param name="text">The text.</param>
    public static string Harmless(string text)
    {
        if (!text.Contains('@', StringComparison.Ordinal))
            return text;
        var output = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            output.Append(text[i]);
            if (Mentions(text, i))
                output.Append(Apart);
        }

        return output.ToString();
    }

    /// <summary>A block that mentions no one.</summary>
    /// <param name="block">The block; in code nothing mentions.</param>
    public static MessageBlock Harmless(MessageBlock block) => block.IsCode ? block : block with { Runs = Harmless(block.Runs) };

    /// <summary>The text of a paragraph or of a table's cell that mentions no one.</summary>
    /// <param name="runs">The text. A sign and a name may stand in two runs.</param>
    public static IReadOnlyList<MessageRun> Harmless(IReadOnlyList<MessageRun> runs)
    {
        if (!runs.Any(run => run.Text.Contains('@', StringComparison.Ordinal)))
            return runs;
        var (whole, position, harmless) = (string.Concat(runs.Select(run => run.Text)), 0, new List<MessageRun>(runs.Count));
        foreach (var run in runs)
        {
            if (run.Style.HasFlag(TextStyles.Code) && run.Link is null)
            {
                // In code nothing mentions.
                position += run.Text.Length;
                harmless.Add(run);
                continue;
            }

            var output = new StringBuilder(run.Text.Length + 8);
            foreach (var character in run.Text)
            {
                output.Append(character);
                if (Mentions(whole, position++))
                    output.Append(Apart);
            }

            harmless.Add(output.Length == run.Text.Length ? run : run with { Text = output.ToString() });
        }

        return harmless;
    }

    /// <summary>Whether a mention may begin at a position; also where the text goes on elsewhere.</summary>
    private static bool Mentions(string text, int at) => text[at] == '@'
        && (at + 1 == text.Length || char.IsAsciiLetterOrDigit(text[at + 1]) || text[at + 1] == '_')
        && (at == 0 || !(char.IsLetterOrDigit(text[at - 1]) || text[at - 1] == '_'))
        && !IsInAddress(text, at);

    private static bool IsInAddress(string text, int at)
    {
        var start = at;
        while (start > 0 && !char.IsWhiteSpace(text[start - 1]) && text[start - 1] != '(')
            start--;
        return Address().IsMatch(text.AsSpan(start, at - start));
    }

    [GeneratedRegex("^https?://[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}/[A-Za-z0-9/_.~%&=+@-]*$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}
