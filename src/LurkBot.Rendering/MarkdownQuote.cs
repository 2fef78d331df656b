using LurkBot.Text;
using Markdig;
using Markdig.Extensions.Footnotes;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace LurkBot.Rendering;

/// <summary>Puts a text into a Markdown page so that nothing in it reaches beyond its place.</summary>
/// <param name="output">Where to.</param>
internal sealed class MarkdownQuote(TextWriter output)
{
    private const int LongestParsed = 100_000;
    private const int Rounds = 8;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseFootnotes().UsePreciseSourceLocation().Build();

    /// <summary>Writes Markdown as a block quote: its headings, lists and code stay inside.</summary>
    /// <param name="text">What was said.</param>
    public void Write(string text)
    {
        var clean = TerminalText.Sanitize(text);
        var quoted = string.Join('\n', clean.Split('\n').Select(line => line.Length == 0 ? ">" : $"> {line}"));
        if (Tame(quoted) is { } tame)
            output.Write($"\n{tame}\n");
        else
            Fence(clean, "text");
    }

    /// <summary>Writes text as it is, between fences longer than any in it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="language">What the fence says it is.</param>
    public void Fence(string text, string language)
    {
        var clean = TerminalText.Sanitize(text);
        var (longest, run) = (2, 0);
        foreach (var character in clean)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        var fence = new string('`', longest + 1);
        output.Write($"\n{fence}{language}\n{clean}{(clean.EndsWith('\n') ? "" : "\n")}{fence}\n");
    }

    /// <summary>
    /// Takes the meaning from what a quote does not hold: raw HTML, definitions of links and notes that count for the whole page,
    /// pictures, which a viewer would fetch, links that run something, and references that stand for control characters. What was
    /// taken can uncover more, so it looks again.
    /// </summary>
    /// <returns>Null for what the parser refuses.</returns>
    private static string? Tame(string text)
    {
        if (text.Length > LongestParsed || HtmlTable.IsTooLarge(text))
            return null;
        try
        {
            for (var round = 0; round < Rounds; round++)
            {
                var edits = Edits(Markdown.Parse(text, Pipeline), text);
                if (edits.Count == 0)
                    return text;
                foreach (var (position, replacement) in edits.Reverse())
                    text = string.Concat(text.AsSpan(0, position), replacement, text.AsSpan(position + 1));
            }
        }
        catch (ArgumentException)
        {
            // The parser refuses deep nesting, which only hostile text has.
        }

        return null;
    }

    private static SortedDictionary<int, string> Edits(MarkdownDocument document, string text)
    {
        var edits = new SortedDictionary<int, string>();
        foreach (var node in document.Descendants())
        {
            if (node is HtmlBlock or HtmlInline)
                Add('<', "&lt;", node.Span.Start, node.Span.End);
            else if (node is LinkReferenceDefinition or Footnote)
                Add('[', "\\[", node.Span.Start, node.Span.Start + 4);
            else if (node is LinkInline { IsImage: true })
                Add('!', "\\!", node.Span.Start, node.Span.Start);
            else if (node is LinkInline link && !HtmlLink.IsSafe(link.Url))
                Add('[', "\\[", node.Span.Start, node.Span.Start);
            else if (node is AutolinkInline { IsEmail: false } address && !HtmlLink.IsSafe(address.Url))
                Add('<', "&lt;", node.Span.Start, node.Span.Start);
            else if (node is HtmlEntityInline entity && entity.Transcoded.ToString() is var meant && TerminalText.Sanitize(meant, keepNewlines: false) != meant)
                Add('&', "&amp;", node.Span.Start, node.Span.Start);
        }

        return edits;

        void Add(char sign, string replacement, int start, int end)
        {
            for (var i = Math.Max(0, start); i <= Math.Min(end, text.Length - 1); i++)
            {
                if (text[i] == sign)
                    edits[i] = replacement;
            }
        }
    }
}
