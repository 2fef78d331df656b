using System.Text;

namespace LurkBot.Rendering;

/// <summary>A paragraph, heading, list line or block of code, apart from the markup of any platform.</summary>
internal sealed record MessageBlock
{
    /// <summary>The break in front of a paragraph or block of code.</summary>
    public const string ParagraphBreak = "\n\n";

    /// <summary>What is seen.</summary>
    public required IReadOnlyList<MessageRun> Runs { get; init; }

    /// <summary>What separates it from the block before, if both are in one part.</summary>
    public string Break { get; init; } = ParagraphBreak;

    /// <summary>The level of a heading; 0 for everything else.</summary>
    public int Heading { get; init; }

    /// <summary>Whether it is a block of code (or a table, which is laid out in fixed width).</summary>
    public bool IsCode { get; init; }

    /// <summary>The table that a block of fixed width is the whole of; null for everything else.</summary>
    public MessageTable? Table { get; init; }

    /// <summary>The language of a block of code.</summary>
    public string? Language { get; init; }

    /// <summary>Whether it goes on with the block of code before it.</summary>
    public bool Continues { get; init; }

    /// <summary>Which quotation it is part of; 0 for none. Quotations in quotations belong to the outermost.</summary>
    public int Quote { get; init; }

    /// <summary>The text of all runs.</summary>
    public string Text => Runs.Count == 1 ? Runs[0].Text : string.Concat(Runs.Select(run => run.Text));

    /// <summary>The block with a part of its text.</summary>
    /// <param name="start">The first position.</param>
    /// <param name="end">The position behind the last.</param>
    public MessageBlock Slice(int start, int end)
    {
        var slices = new List<MessageRun>();
        var position = 0;
        foreach (var run in Runs)
        {
            var (from, to) = (Math.Max(start, position), Math.Min(end, position + run.Text.Length));
            if (from < to)
                slices.Add(run with { Text = run.Text[(from - position)..(to - position)] });
            position += run.Text.Length;
        }

        return this with { Runs = slices, Table = null };
    }

    /// <summary>The text of blocks with the breaks between them.</summary>
    public static string Join(IReadOnlyList<MessageBlock> blocks)
    {
        var text = new StringBuilder();
        for (var i = 0; i < blocks.Count; i++)
            text.Append(i == 0 ? "" : blocks[i].Break).Append(blocks[i].Text);
        return text.ToString();
    }
}
