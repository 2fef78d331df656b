using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Renderers.Html.Inlines;
using Markdig.Syntax;

namespace LurkBot.Rendering;

/// <summary>
/// Turns the Markdown of a message into HTML: raw HTML stays text, links lead to http, https and mailto only, pictures become
/// links, headings stand below those of the page.
/// </summary>
internal sealed class HtmlMarkdown
{
    /// <summary>Longer messages are shown as they are: the parser's time on hostile text does not only grow with its length.</summary>
    private const int LongestRendered = 100_000;

    /// <summary>The page's own headings, session, day and speaker, take three levels.</summary>
    private const int HighestHeading = 4;
    private const int LowestHeading = 6;

    private readonly HtmlRenderer renderer = new(TextWriter.Null);

    public HtmlMarkdown()
    {
        MessageMarkdown.Pipeline.Setup(renderer);
        renderer.ObjectRenderers.ReplaceOrAdd<CodeBlockRenderer>(new HtmlCodeBlock());
        renderer.ObjectRenderers.ReplaceOrAdd<HtmlTableRenderer>(new HtmlTable());
        renderer.ObjectRenderers.ReplaceOrAdd<LinkInlineRenderer>(new HtmlLink());
        renderer.ObjectRenderers.ReplaceOrAdd<AutolinkInlineRenderer>(new HtmlAutolink());
    }

    /// <summary>Renders one message.</summary>
    /// <param name="markdown">What was written.</param>
    /// <returns>Markup to be written with <see cref="HtmlOutput.Rendered"/>.</returns>
    public string Render(string markdown)
    {
        if (markdown.Length > LongestRendered || HtmlTable.IsTooLarge(markdown))
            return AsItIs(markdown);
        try
        {
            var document = Markdown.Parse(markdown, MessageMarkdown.Pipeline);
            foreach (var heading in document.Descendants<HeadingBlock>())
                heading.Level = Math.Clamp(heading.Level + 2, HighestHeading, LowestHeading);
            using var writer = new StringWriter();
            renderer.Writer = writer;
            renderer.Render(document);
            return writer.ToString();
        }
        catch (ArgumentException)
        {
            // The parser refuses deep nesting, which only hostile text has.
            return AsItIs(markdown);
        }
    }

    private static string AsItIs(string markdown) => $"<p class=\"plain\">{HtmlOutput.Escape(markdown)}</p>\n";
}
