using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace LurkBot.Rendering;

/// <summary>Reads Markdown as blocks. Raw HTML is text, pictures are links, link definitions that name footnotes are lines of their own.</summary>
/// <param name="dialect">Says what can be linked.</param>
internal sealed class MessageReader(MessageDialect dialect)
{
    private const int ChunksAtEnd = 4;

    private int quotes;

    /// <summary>The line that opens the block of code again which the end of a chunk cut.</summary>
    private string reopened = "";
    private string fence = "";

    /// <summary>The head of the table at the end of a chunk, which goes on in the next; empty when there is none.</summary>
    private string tableHead = "";

    /// <summary>Reads a text, of any length, as far as it is asked for.</summary>
    /// <param name="markdown">What a model wrote; it may end anywhere.</param>
    public IEnumerable<MessageBlock> Read(string markdown)
    {
        var chunks = Chunks(markdown);
        while (chunks.Next() is { } chunk)
        {
            foreach (var block in Joined(chunk))
                yield return block;
            chunks.Fence = fence;
        }
    }

    /// <summary>Reads the end of a text: more of it than fits into a part, and not more than has to be parsed for that.</summary>
    /// <param name="markdown">What there is of a text.</param>
    /// <returns>The blocks, and whether they are all.</returns>
    public (IReadOnlyList<MessageBlock> Blocks, bool IsWhole) ReadEnd(string markdown)
    {
        var (chunks, all) = (Chunks(markdown), new List<(string Opening, MarkdownChunk Chunk)>());
        for (var opening = ""; chunks.Next() is { } chunk; opening = chunks.Opening)
            all.Add((opening, chunk));
        if (all.Count <= ChunksAtEnd)
            return ([.. Read(markdown)], true);
        reopened = all[^ChunksAtEnd].Opening;
        return ([.. all.TakeLast(ChunksAtEnd).SelectMany(piece => Joined(piece.Chunk))], false);
    }

    private static MarkdownChunks Chunks(string markdown) =>
        new(RunList.Harmless(markdown.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')));

    private List<MessageBlock> Joined(MarkdownChunk chunk)
    {
        if (reopened.Length == 0 && chunk.Break == "\n")
            reopened = tableHead;
        var isInCode = reopened.Length > 0;
        List<MessageBlock> blocks = [.. Read(chunk)];
        if (blocks.Count > 0)
            blocks[0] = blocks[0] with { Break = chunk.Break, Continues = isInCode && blocks[0].IsCode };
        return blocks;
    }

    private IReadOnlyList<MessageBlock> Read(MarkdownChunk chunk)
    {
        var (text, goesOn) = (reopened + chunk.Text, reopened.Length > 0 && reopened == tableHead);
        (reopened, fence, tableHead) = ("", "", "");
        if (HostileMarkdown.Is(text) || Parse(text) is not { } document)
            return AsItIs(chunk);
        // Where it stood, the head followed other lines; by itself it may be a list, for example.
        if (goesOn && document is not [Table, ..])
            (text, goesOn, document) = (chunk.Text, false, Parse(chunk.Text) ?? document);
        var blocks = new BlockReader(dialect, quotes, goesOn);
        try
        {
            blocks.Read(document);
        }
        catch (InsufficientExecutionStackException)
        {
            return AsItIs(chunk);
        }

        if (document.LastChild is Table)
            tableHead = HeadOf(text);
        quotes = blocks.Quotes;
        if (OpenFence(document) is not { } open)
            return blocks.Blocks;
        fence = new string(open.FencedChar, open.OpeningFencedCharCount);
        reopened = $"{fence}{open.Info}\n";
        return blocks.Blocks;
    }

    /// <summary>Parses a text.</summary>
    /// <returns>Null for deep nesting, which the parser refuses and only hostile text has.</returns>
    private static MarkdownDocument? Parse(string text)
    {
        try
        {
            return Markdown.Parse(text, MessageMarkdown.Pipeline);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>The first two lines of the table at the end of a text: its head, and what separates the head from the rows.</summary>
    private static string HeadOf(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        var first = Array.FindLastIndex(lines, string.IsNullOrWhiteSpace) + 1;
        for (var i = first + 1; i < lines.Length; i++)
        {
            if (lines[i].Contains('-') && lines[i].All(character => character is '|' or '-' or ':' or ' '))
                return $"{lines[i - 1]}\n{lines[i]}\n";
        }

        return "";
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
