using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace LurkBot.Cli.Terminal;

/// <summary>Turns Markdown (CommonMark with tables, task lists, strike-through and bare links) into lines for a terminal.</summary>
internal sealed class MarkdownRenderer
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .UseTaskLists()
        .UseAutoLinks()
        .UsePreciseSourceLocation()
        .Build();

    private CodeHighlighter? highlighter;

    /// <summary>Parses a reply. Text that nests too deeply for the parser is taken as it is.</summary>
    public static MarkdownDocument Parse(string markdown)
    {
        try
        {
            return Markdown.Parse(markdown, Pipeline);
        }
        catch (ArgumentException)
        {
            // The parser refuses deep nesting, which only hostile text has.
            return Markdown.Parse("~~~~~~~~\n" + markdown, Pipeline);
        }
    }

    /// <summary>Renders a whole text.</summary>
    /// <param name="markdown">The text.</param>
    /// <param name="width">Cells in a line.</param>
    public List<StyledLine> Render(string markdown, int width) => Render(Parse(markdown), width);

    /// <summary>Renders a document or one of its blocks.</summary>
    /// <param name="block">The block.</param>
    /// <param name="width">Cells in a line, at least 2; what nests too deeply for it is broken anywhere.</param>
    public List<StyledLine> Render(Block block, int width) => [.. RenderBlock(block, width).SelectMany(line => LineWrapper.Wrap(line, width))];

    private List<StyledLine> RenderBlock(Block block, int width) => block switch
    {
        HeadingBlock heading => RenderText(heading, new TextStyle(TextColor.Cyan, TextAttributes.Bold | (heading.Level == 1 ? TextAttributes.Underline : TextAttributes.None)), width),
        ParagraphBlock paragraph => RenderText(paragraph, TextStyle.Plain, width),
        CodeBlock code => RenderCode(code, width),
        ThematicBreakBlock => [new StyledLine().Add(new string('─', Math.Min(width, 40)), TextStyle.Faint)],
        ListBlock list => RenderList(list, width),
        QuoteBlock quote => Prefixed(RenderBlocks(quote, width - 2, tight: false), "│ ", "│ ", TextStyle.Faint),
        Table table => MarkdownTable.Render(table, width, RenderCell),
        HtmlBlock html => RenderRaw(html, width),
        LinkReferenceDefinitionGroup => [],
        ContainerBlock container => RenderBlocks(container, width, tight: false),
        LeafBlock leaf => RenderRaw(leaf, width),
        _ => [],
    };

    private static List<StyledLine> RenderText(LeafBlock block, TextStyle style, int width) =>
        [.. MarkdownInlines.Render(block.Inline, style).SelectMany(line => LineWrapper.Wrap(line, width))];

    private static StyledLine RenderCell(TableCell cell, TextStyle style)
    {
        var text = new StyledLine();
        foreach (var line in cell.OfType<LeafBlock>().SelectMany(block => MarkdownInlines.Render(block.Inline, style)))
            text.Add(text.Width > 0 ? " " : "").Add(line);
        return text;
    }

    private static List<StyledLine> RenderRaw(LeafBlock block, int width) =>
        [.. Lines(block).SelectMany(line => LineWrapper.Wrap(new StyledLine().Add(line), width))];

    private static List<string> Lines(LeafBlock block) =>
        [.. Enumerable.Range(0, block.Lines.Count).Select(i => block.Lines.Lines[i].Slice.ToString())];

    private static List<StyledLine> Prefixed(List<StyledLine> lines, string first, string rest, TextStyle style) =>
        [.. lines.Select((line, i) => line.Width == 0 && string.IsNullOrWhiteSpace(rest) && i > 0 ? line : new StyledLine().Add(i == 0 ? first : rest, style).Add(line))];

    private List<StyledLine> RenderBlocks(ContainerBlock container, int width, bool tight)
    {
        var lines = new List<StyledLine>();
        foreach (var block in container)
        {
            var rendered = RenderBlock(block, Math.Max(2, width));
            if (rendered.Count > 0 && lines.Count > 0 && !(tight && block is ParagraphBlock or ListBlock))
                lines.Add(new StyledLine());
            lines.AddRange(rendered);
        }

        return lines;
    }

    private List<StyledLine> RenderCode(CodeBlock block, int width)
    {
        var language = (block as FencedCodeBlock)?.Info ?? "";
        var source = Lines(block);
        var lines = language.Length == 0
            ? source.Select(line => new StyledLine().Add(line))
            : (highlighter ??= new CodeHighlighter()).Highlight(language, source);
        return Prefixed([.. lines.SelectMany(line => LineWrapper.Wrap(line, width - 2))], "  ", "  ", TextStyle.Plain);
    }

    private List<StyledLine> RenderList(ListBlock list, int width)
    {
        var lines = new List<StyledLine>();
        var number = int.TryParse(list.OrderedStart, System.Globalization.CultureInfo.InvariantCulture, out var start) ? start : 1;
        foreach (var item in list.OfType<ListItemBlock>())
        {
            var bullet = list.IsOrdered ? $"{number++}{list.OrderedDelimiter} " : "• ";
            var content = RenderBlocks(item, width - bullet.Length, tight: !list.IsLoose);
            if (lines.Count > 0 && list.IsLoose)
                lines.Add(new StyledLine());
            lines.AddRange(Prefixed(content.Count == 0 ? [new StyledLine()] : content, bullet, new string(' ', bullet.Length), TextStyle.Plain.With(TextAttributes.None, TextColor.Cyan)));
        }

        return lines;
    }
}
