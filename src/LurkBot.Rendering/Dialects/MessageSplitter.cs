namespace LurkBot.Rendering;

/// <summary>
/// Packs blocks into parts: as many whole paragraphs and blocks of code as fit; one that fits into no part is cut by lines, sentences, words or
/// characters, and what was open is closed in one part and opened again in the next. A heading does not end a part. For one use.
/// </summary>
/// <param name="dialect">Measures.</param>
/// <param name="limit">The most that a part may take.</param>
internal sealed class MessageSplitter(MessageDialect dialect, PartSize limit)
{
    private readonly TextCut cut = new(dialect);
    private readonly Queue<IReadOnlyList<MessageBlock>> ready = new();
    private readonly List<MessageBlock> paragraph = [];
    private List<MessageBlock> part = [];
    private PartSize used;
    private PartSize paragraphSize;
    private bool isLong;

    /// <summary>Splits; parts come as soon as they are full.</summary>
    /// <param name="blocks">The message.</param>
    public IEnumerable<IReadOnlyList<MessageBlock>> Split(IEnumerable<MessageBlock> blocks)
    {
        foreach (var block in blocks)
        {
            Take(block);
            while (ready.TryDequeue(out var full))
                yield return full;
        }

        Place();
        Flush(default);
        while (ready.TryDequeue(out var last))
            yield return last;
    }

    /// <summary>Blocks that only line breaks separate stay together, as long as one part can hold them.</summary>
    private void Take(MessageBlock block)
    {
        if (block.Break == MessageBlock.ParagraphBreak)
            Place();
        paragraph.Add(block);
        paragraphSize += dialect.SizeOf(block);
        isLong |= !paragraphSize.Fits(limit);
        if (!isLong)
            return;
        foreach (var line in paragraph)
            PlaceLine(line);
        paragraph.Clear();
    }

    private void Place()
    {
        if (paragraph.Count > 0 && !(used + paragraphSize).Fits(limit))
            Flush(paragraphSize);
        paragraph.ForEach(Add);
        paragraph.Clear();
        (paragraphSize, isLong) = (default, false);
    }

    private void PlaceLine(MessageBlock block)
    {
        var size = dialect.SizeOf(block);
        if (!(used + size).Fits(limit) && (size.Fits(limit) || !used.LeavesRoom(limit)))
            Flush(size);
        while (!(used + dialect.SizeOf(block)).Fits(limit))
        {
            if (cut.Cut(block, limit - used, must: part.Count == 0) is not var (head, rest))
            {
                Flush(default);
                continue;
            }

            Add(head);
            if (rest.Runs.Count == 0)
                return;
            Flush(default);
            block = rest;
        }

        Add(block);
    }

    private void Add(MessageBlock block)
    {
        if (part.Count == 0 && !block.IsCode)
        {
            var text = block.Text;
            block = block.Slice(text.Length - text.AsSpan().TrimStart().Length, text.Length);
        }

        if (block.Runs.Count == 0)
            return;
        used += dialect.SizeOf(block);
        if (block.Continues && part.Count > 0 && part[^1].IsCode)
            part[^1] = part[^1] with { Runs = [new(part[^1].Text + block.Break + block.Text)], Table = null };
        else
            part.Add(block);
    }

    /// <summary>Ends the part. A heading at its end goes on to the next, if what comes next still fits then.</summary>
    private void Flush(PartSize next)
    {
        if (part.Count == 0)
            return;
        var heading = part.Count > 1 && part[^1].Heading > 0 && next != default && (next + dialect.SizeOf(part[^1])).Fits(limit) ? part[^1] : null;
        if (heading is not null)
            part.RemoveAt(part.Count - 1);
        ready.Enqueue(part);
        (part, used) = ([], default);
        if (heading is not null)
            Add(heading);
    }
}
