using Markdig;
using Markdig.Extensions.EmphasisExtras;
using Markdig.Syntax;

namespace LurkBot.Rendering;

/// <summary>Reads Markdown as blocks. Raw HTML is text, pictures are links, link definitions that name footnotes are lines of their own.</summary>
/// <param name="dialect">Says what can be linked.</param>
internal sealed class MessageReader(MessageDialect dialect)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseTaskLists()
        .UseAutoLinks()
        .UseSoftlineBreakAsHardlineBreak()
        .Build();

    private int quotes;

    /// <summary>Reads a text, of any length, as far as it is asked for.</summary>
    /// <param name="markdown">What a model wrote; it may end anywhere.</param>
    public IEnumerable<MessageBlock> Read(string markdown)
    {
        var text = RunList.Harmless(markdown.Contains('\r') ? markdown.ReplaceLineEndings("\n") : markdown);
        foreach (var chunk in new MarkdownChunks(text).All())
        {
            var isFirst = true;
            foreach (var block in Read(chunk))
            {
                yield return isFirst ? block with { Break = chunk.Break, Continues = chunk.IsInCode && block.IsCode } : block;
                isFirst = false;
            }
        }
    }

    private IReadOnlyList<MessageBlock> Read(MarkdownChunk chunk)
    {
        if (HostileMarkdown.Is(chunk.Text))
            return AsItIs(chunk);
        try
        {
            var blocks = new BlockReader(dialect, quotes);
            blocks.Read(Markdown.Parse(chunk.Text, Pipeline));
            quotes = blocks.Quotes;
            return blocks.Blocks;
        }
        catch (Exception e) when (e is ArgumentException or InsufficientExecutionStackException)
        {
            // The parser refuses deep nesting, which only hostile text has.
            return AsItIs(chunk);
        }
    }

    private static MessageBlock[] AsItIs(MarkdownChunk chunk) => [new() { Runs = [new(chunk.Text.Replace('\t', ' '))] }];
}
