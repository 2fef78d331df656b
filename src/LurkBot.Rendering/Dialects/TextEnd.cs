namespace LurkBot.Rendering;

/// <summary>Finds as much of the end of a text as fits: whole blocks, and of the one before them the last lines, words or characters.</summary>
/// <param name="dialect">Measures.</param>
internal sealed class TextEnd(MessageDialect dialect)
{
    /// <summary>Where one character begins is looked for this far back.</summary>
    private const int LookBack = 256;

    /// <summary>Less than this of a block is not worth a torn word.</summary>
    private const int Smallest = 256;

    /// <summary>Cuts off the beginning.</summary>
    /// <param name="blocks">The text.</param>
    /// <param name="room">The room there is.</param>
    /// <returns>The end; the first block of it follows a line break.</returns>
    public IReadOnlyList<MessageBlock> Of(IReadOnlyList<MessageBlock> blocks, PartSize room)
    {
        var end = new List<MessageBlock>();
        for (var i = blocks.Count - 1; i >= 0; i--)
        {
            var left = room - dialect.SizeOf(blocks[i]);
            if (!default(PartSize).Fits(left))
            {
                if (Cut(blocks[i], room, must: end.Count == 0) is { } cut)
                    end.Add(cut);
                break;
            }

            room = left;
            end.Add(blocks[i]);
        }

        end.Reverse();
        if (end.Count > 0)
            end[0] = end[0] with { Break = "\n", Continues = false };
        return end;
    }

    private MessageBlock? Cut(MessageBlock block, PartSize room, bool must)
    {
        var text = block.Text;
        var first = First(block, room - dialect.FrameOf(block) - dialect.SizeOf(block.Break), text.Length);
        if (first == text.Length)
            return null;
        var left = text.Length - first;
        var near = Math.Max(left / 2, Math.Min(left, Smallest));
        var start = text.IndexOf('\n', first, near) is >= 0 and var line ? line + 1
            : text.IndexOf(' ', first, near) is >= 0 and var word ? word + 1
            : must || left > Smallest ? WholeCharacter(text, first) : text.Length;
        if (start == text.Length && must)
            start = first;
        return start < text.Length ? block.Slice(start, text.Length) : null;
    }

    /// <summary>The first position from which all fits; never inside a surrogate pair.</summary>
    private int First(MessageBlock block, PartSize room, int position)
    {
        for (var i = block.Runs.Count - 1; i >= 0; i--)
        {
            var run = block.Runs[i];
            room -= dialect.FrameOf(block, run);
            if (!default(PartSize).Fits(room))
                return position;
            var (low, high) = (0, run.Text.Length);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (dialect.SizeOf(run.Text.AsSpan(middle)).Fits(room))
                    high = middle;
                else
                    low = middle + 1;
            }

            if (low > 0)
                return position - run.Text.Length + low + (low < run.Text.Length && char.IsLowSurrogate(run.Text[low]) ? 1 : 0);
            room -= dialect.SizeOf(run.Text);
            position -= run.Text.Length;
        }

        return position;
    }

    private static int WholeCharacter(string text, int first)
    {
        var border = Math.Max(0, first - LookBack);
        border += char.IsLowSurrogate(text[border]) ? 1 : 0;
        while (border < first)
            border += CellWidth.ClusterLength(text.AsSpan(border));
        return border;
    }
}
