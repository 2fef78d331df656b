using System.Text;
using LurkBot.Channels;

namespace LurkBot.Rendering;

/// <summary>
/// What a platform makes of Markdown: its limits, its measure and its markup. A dialect measures without writing: the sizes of the pieces of a
/// part never add up to less than the part that it writes. Thread-safe.
/// </summary>
internal abstract class MessageDialect
{
    private const string More = "…";

    /// <summary>The most that one part may take.</summary>
    public abstract PartSize Limit { get; }

    /// <summary>Splits and renders a text. Where it is cut, white space is dropped; a part with nothing to see in it is left out.</summary>
    /// <param name="markdown">Any text.</param>
    /// <returns>The parts in order; none for a text in which nothing is to be seen.</returns>
    public IReadOnlyList<RenderedPart> Render(string markdown) => [.. Parts(new MessageReader(this).Read(markdown), Limit).Select(Write)];

    /// <summary>Renders what there is of an unfinished reply as one part: all of it, else "…" and the newest of it.</summary>
    /// <param name="markdown">A text that may end anywhere: open code is closed, open emphasis is text.</param>
    public RenderedPart Preview(string markdown)
    {
        var (blocks, isWhole) = new MessageReader(this).ReadEnd(markdown);
        var parts = isWhole ? Parts(blocks, Limit).Take(2).ToList() : [];
        var more = new MessageBlock { Runs = [new(More)] };
        if (isWhole && parts.Count < 2)
            return Write(parts.Count == 1 ? parts[0] : [more]);
        var end = new TextEnd(this).Of(blocks, Limit - SizeOf(more));
        return Write([more, .. new MessageSplitter(this, Limit).Split(end).FirstOrDefault() ?? []]);
    }

    /// <summary>Whether the platform makes a link of an address; of others the address is shown.</summary>
    /// <param name="address">An absolute address.</param>
    public abstract bool CanLink(Uri address);

    /// <summary>Whether an address that is not linked is shown behind its text.</summary>
    /// <param name="address">An absolute address.</param>
    public virtual bool CanShow(Uri address) => true;

    /// <summary>The size of text by itself.</summary>
    public abstract PartSize SizeOf(ReadOnlySpan<char> text);

    /// <summary>The size of what a block needs besides its text, its break and its runs' markup.</summary>
    public abstract PartSize FrameOf(MessageBlock block);

    /// <summary>The size of what a run needs besides its text.</summary>
    public abstract PartSize FrameOf(MessageBlock block, MessageRun run);

    /// <summary>The size of a whole block.</summary>
    public PartSize SizeOf(MessageBlock block)
    {
        var size = FrameOf(block) + SizeOf(block.Break);
        foreach (var run in block.Runs)
            size += FrameOf(block, run) + SizeOf(run.Text);
        return size;
    }

    /// <summary>What a link adds to the plain form of its text: nothing, if the text is the address.</summary>
    public static string PlainAddress(MessageRun run) =>
        run.Link is null || run.ShowsLink ? "" : $" ({run.Link})";

    /// <summary>Writes a part in the platform's markup.</summary>
    protected abstract string WriteMarkup(IReadOnlyList<MessageBlock> blocks);

    /// <summary>Writes a part in a richer form that the platform may take instead.</summary>
    /// <returns>Null when that would show nothing more.</returns>
    protected virtual string? WriteRich(IReadOnlyList<MessageBlock> blocks) => null;

    /// <summary>Writes a part without markup.</summary>
    protected virtual string WritePlain(IReadOnlyList<MessageBlock> blocks)
    {
        var text = new StringBuilder();
        for (var i = 0; i < blocks.Count; i++)
        {
            text.Append(i == 0 ? "" : blocks[i].Break);
            var runs = blocks[i].Runs;
            for (var j = 0; j < runs.Count; j++)
                text.Append(runs[j].Text).Append(j + 1 < runs.Count && runs[j + 1].Link == runs[j].Link ? "" : PlainAddress(runs[j]));
        }

        return text.ToString();
    }

    private IEnumerable<IReadOnlyList<MessageBlock>> Parts(IEnumerable<MessageBlock> blocks, PartSize limit) =>
        new MessageSplitter(this, limit).Split(blocks).Where(part => part.Any(block => block.Runs.Any(run => Ink.IsIn(run.Text))));

    private RenderedPart Write(IReadOnlyList<MessageBlock> part) => new(WriteMarkup(part), WritePlain(part)) { Rich = WriteRich(part) };
}
