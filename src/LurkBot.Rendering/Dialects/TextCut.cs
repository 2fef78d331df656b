using System.Text;

namespace LurkBot.Rendering;

/// <summary>
/// Finds where a block that is too large is cut: behind a line, else behind a sentence, else between words, else between characters as a person
/// sees them. One that is larger than a whole part is cut between code points.
/// </summary>
/// <param name="dialect">Measures.</param>
internal sealed class TextCut(MessageDialect dialect)
{
    /// <summary>Longer than any limit: bounds the look at one character with a million marks.</summary>
    private const int Window = 32_768;

    /// <summary>Cuts off a beginning.</summary>
    /// <param name="block">The block.</param>
    /// <param name="room">The room there is.</param>
    /// <param name="must">Whether something has to be cut off, because there will never be more room.</param>
    /// <returns>The beginning and the rest; null where nothing fits.</returns>
    public (MessageBlock Head, MessageBlock Tail)? Cut(MessageBlock block, PartSize room, bool must)
    {
        var text = block.Text;
        var cut = Position(block, text, room - dialect.FrameOf(block) - dialect.SizeOf(block.Break), must);
        if (cut == 0)
            return null;
        var (end, start) = (cut, cut);
        if (!block.IsCode)
        {
            while (end > 0 && char.IsWhiteSpace(text[end - 1]))
                end--;
            while (start < text.Length && char.IsWhiteSpace(text[start]))
                start++;
        }
        else if (text[cut - 1] == '\n')
        {
            end--;
        }

        return (block.Slice(0, end), block.Slice(start, text.Length) with { Break = "\n", Continues = block.IsCode });
    }

    private int Position(MessageBlock block, string text, PartSize room, bool must)
    {
        var (position, line, sentence, word) = (0, 0, 0, 0);
        var (run, runEnd) = (-1, 0);
        while (position < text.Length)
        {
            var length = CellWidth.ClusterLength(text.AsSpan(position, Math.Min(Window, text.Length - position)));
            var left = Enter(block, ref run, ref runEnd, position + length, room) - dialect.SizeOf(text.AsSpan(position, length));
            if (!default(PartSize).Fits(left))
                break;
            room = left;
            position += length;
            var last = text[position - 1];
            if (last == '\n')
                line = position;
            else if (last is '。' or '！' or '？' || (char.IsWhiteSpace(last) && position > 1 && text[position - 2] is '.' or '!' or '?' or ':' or ';' or '…'))
                sentence = position;
            else if (char.IsWhiteSpace(last))
                word = block.IsCode ? position - 1 : position;
        }

        if (position == text.Length)
            return position;
        if (position == 0)
            return must ? WithinCluster(block, text, room) : 0;
        // A border that would leave most of a part empty is none.
        if (text[position] == '\n' && !block.IsCode)
            return position;
        if (line > position / 2 || (block.IsCode && line > position / 8))
            return line;
        return !block.IsCode && sentence > position / 2 ? sentence : word > position / 8 ? word : position;
    }

    private int WithinCluster(MessageBlock block, string text, PartSize room)
    {
        var (position, run, runEnd) = (0, -1, 0);
        while (position < text.Length)
        {
            var length = Rune.TryGetRuneAt(text, position, out var rune) ? rune.Utf16SequenceLength : 1;
            var left = Enter(block, ref run, ref runEnd, position + length, room) - dialect.SizeOf(text.AsSpan(position, length));
            if (position > 0 && !default(PartSize).Fits(left))
                break;
            room = left;
            position += length;
        }

        return position;
    }

    /// <summary>Takes off the frames of the runs that begin before a position.</summary>
    private PartSize Enter(MessageBlock block, ref int run, ref int runEnd, int end, PartSize room)
    {
        while (runEnd < end)
        {
            run++;
            runEnd += block.Runs[run].Text.Length;
            room -= dialect.FrameOf(block, block.Runs[run]);
        }

        return room;
    }
}
