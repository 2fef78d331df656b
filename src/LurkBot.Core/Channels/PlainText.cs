using System.Text;

namespace LurkBot.Channels;

/// <summary>Plain text on its way to a platform, which reads Markdown: a name, or a piece of a person's message, never becomes markup.</summary>
internal static class PlainText
{
    private const string Marks = "\\`*_{}[]()<>#+-.!|~&=:^$\"'@/";

    /// <summary>The Markdown that shows a text as it is, line by line.</summary>
    /// <param name="text">The text.</param>
    public static string ToMarkdown(string text)
    {
        var markdown = new StringBuilder(text.Length + 16);
        var isStart = true;
        foreach (var letter in text)
        {
            // Blanks at the start of a line would make a block of code.
            if (isStart && letter is ' ' or '\t')
                markdown.Append('\u00a0');
            else if (Marks.Contains(letter))
                markdown.Append('\\').Append(letter);
            else
                markdown.Append(letter);
            isStart = letter is '\n' || (isStart && letter is ' ' or '\t');
        }

        return markdown.ToString();
    }
}
