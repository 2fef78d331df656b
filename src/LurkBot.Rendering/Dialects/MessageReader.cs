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

    /// <summary>The line that opens the block of code again which the end of a chunk cut.</summary>
    private string reopened = "";
    private string fence = "";

    /// <summary>Reads a text, of any length, as far as it is asked for.</summary>
    /// <param name="markdown">What a model wrote; it may end anywhere.</param>
    public IEnumerable<MessageBlock> Read(string markdown)
    {
        var chunks = new MarkdownChunks(RunList.Harmless(markdown.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')));
        while (chunks.Next() is { } chunk)
        {
            var (isFirst, isInCode) = (true, reopened.Length > 0);
            foreach (var block in Read(chunk))
            {
                yield return isFirst ? block with { Break = chunk.Break, Continues = isInCode && block.IsCode } : block;
                isFirst = false;
            }

            chunks.Fence = fence;
        }
    }

    private IReadOnlyList<MessageBlock> Read(MarkdownChunk chunk)
    {
        var text = reopened + chunk.Text;
        (reopened, fence) = ("", "");
        if (HostileMarkdown.Is(text))
            return AsItIs(chunk);
        try
        {
            var document = Markdown.Parse(text, Pipeline);
            var blocks = new BlockReader(dialect, quotes);
            blocks.Read(document);
            quotes = blocks.Quotes;
            if (OpenFence(document) is not { } open)
                return blocks.Blocks;
            fence = new string(open.FencedChar, open.OpeningFencedCharCount);
            reopened = $"{fence}{open.Info}\n";
            return blocks.Blocks;
        }
        catch (Exception e) when (e is ArgumentException or InsufficientExecutionStackException)
        {
            // The parser refuses deep nesting, which only hostile text has.
            return AsItIs(chunk);
        }
    }

    private static FencedCodeBlock? OpenFence(MarkdownDocument document)
    {
        Block? last = document;
        while (last is ContainerBlock { Count: > 0 } container)
            last = container.LastChild;
        return last is FencedCodeBlock { ClosingFencedCharCount: 0 } open ? open : null;
    }

    private static MessageBlock[] AsItIs(MarkdownChunk chunk) => [new() { Runs = [new(chunk.Text.Replace('\t', ' '))] }];
}
