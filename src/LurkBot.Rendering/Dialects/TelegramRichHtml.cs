using System.Globalization;
using System.Text;

namespace LurkBot.Rendering;

/// <summary>
/// The HTML of Telegram's rich messages, which have tables (https://core.telegram.org/bots/api#rich-message-formatting-options). It is written for parts
/// with a whole table only. No tag that has Telegram fetch something is ever written: an address could carry something away.
/// </summary>
internal static class TelegramRichHtml
{
    /// <summary>Telegram allows 500 blocks, rows of tables included, and 20 columns.</summary>
    private const int MostBlocks = 480, MostColumns = 20;

    /// <summary>Writes a part.</summary>
    /// <param name="blocks">The part.</param>
    /// <returns>Null when no whole table is in it, or a rich message cannot hold it.</returns>
    public static string? Write(IReadOnlyList<MessageBlock> blocks)
    {
        var tables = blocks.Select(block => block.Table).OfType<MessageTable>().ToList();
        var count = blocks.Count + tables.Sum(table => table.Rows.Count);
        // Quotations hold text; a continued block is a piece of something.
        if (tables.Count == 0 || count > MostBlocks || tables.Exists(table => table.Columns is 0 or > MostColumns) || blocks.Any(block => block.Continues || (block.Quote > 0 && block.IsCode)))
            return null;
        var output = new StringBuilder();
        for (var i = 0; i < blocks.Count;)
        {
            var block = blocks[i++];
            if (block.Table is { } table)
            {
                WriteTable(output, table);
            }
            else if (block.IsCode)
            {
                TelegramHtml.WriteText(output.Append(TelegramHtml.CodeStart(block)), block.Text).Append(TelegramHtml.CodeEnd(block));
            }
            else if (block.Heading > 0)
            {
                var level = Math.Min(block.Heading, 6);
                output.Append(CultureInfo.InvariantCulture, $"<h{level}>{Inline(block)}</h{level}>");
            }
            else
            {
                var tag = block.Quote > 0 ? "blockquote" : "p";
                output.Append('<').Append(tag).Append('>').Append(Inline(block));
                for (; i < blocks.Count && Joins(block, blocks[i]); i++)
                    output.Append(blocks[i].Break == MessageBlock.ParagraphBreak ? "<br><br>" : "<br>").Append(Inline(blocks[i]));
                output.Append("</").Append(tag).Append('>');
            }
        }

        return output.ToString();
    }

    /// <summary>Whether a block goes on with the one before it: another line of it, or the same quotation.</summary>
    private static bool Joins(MessageBlock first, MessageBlock next) =>
        !next.IsCode && next.Heading == 0 && next.Quote == first.Quote && (first.Quote > 0 || next.Break != MessageBlock.ParagraphBreak);

    private static void WriteTable(StringBuilder output, MessageTable table)
    {
        output.Append("<table bordered striped>");
        foreach (var (isHeader, cells) in table.Rows)
        {
            output.Append("<tr>");
            for (var i = 0; i < cells.Count; i++)
            {
                var (tag, align) = (isHeader ? "th" : "td", i < table.Alignments.Count ? table.Alignments[i] : null);
                output.Append('<').Append(tag).Append(align is null ? "" : $" align=\"{align}\"").Append('>').Append(Inline(new MessageBlock { Runs = cells[i] })).Append("</").Append(tag).Append('>');
            }

            output.Append("</tr>");
        }

        output.Append("</table>");
    }

    /// <summary>Text with its styles. Line breaks and the spaces at the beginning of a line would be one space.</summary>
    private static string Inline(MessageBlock block)
    {
        var output = new StringBuilder();
        TelegramHtml.WriteRuns(output, TelegramMentions.Harmless(block with { Heading = 0 }));
        return string.Join("<br>", output.ToString().Split('\n').Select(line =>
        {
            var spaces = line.Length - line.TrimStart(' ').Length;
            return spaces == 0 ? line : string.Concat(Enumerable.Repeat("&nbsp;", spaces)) + line[spaces..];
        }));
    }
}
