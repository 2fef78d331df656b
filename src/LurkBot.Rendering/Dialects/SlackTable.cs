using System.Text.Json.Nodes;

namespace LurkBot.Rendering;

/// <summary>Writes parts with one whole table as blocks with a table of Slack's (https://docs.slack.dev/reference/block-kit/blocks/table-block); a message can have one.</summary>
internal static class SlackTable
{
    private const int MostRows = 100, MostColumns = 20, LongestTable = 9000;

    /// <summary>Writes a part.</summary>
    /// <param name="blocks">The part.</param>
    /// <returns>Null when there is not one whole table in it, or Slack's cannot hold it.</returns>
    public static JsonArray? Write(IReadOnlyList<MessageBlock> blocks)
    {
        var at = -1;
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Table is null)
                continue;
            if (at >= 0)
                return null;
            at = i;
        }

        if (at < 0 || blocks[at] is not { Table: { Rows.Count: > 0 and <= MostRows, Columns: > 0 and <= MostColumns } table, Quote: 0, Text.Length: <= LongestTable })
            return null;
        var all = new JsonArray();
        if (at > 0)
            all.Add((JsonNode)SlackBlocks.RichText([.. blocks.Take(at)]));
        all.Add((JsonNode)Table(table));
        if (at < blocks.Count - 1)
            all.Add((JsonNode)SlackBlocks.RichText([.. blocks.Skip(at + 1)]));
        return all;
    }

    private static JsonObject Table(MessageTable table)
    {
        var rows = new JsonArray();
        foreach (var (isHeader, cells) in table.Rows)
        {
            var row = new JsonArray();
            for (var i = 0; i < table.Columns; i++)
                row.Add((JsonNode)Cell(i < cells.Count ? cells[i] : [], isHeader));
            rows.Add((JsonNode)row);
        }

        var settings = new JsonArray([.. Enumerable.Range(0, table.Columns).Select(i => (JsonNode)new JsonObject { ["align"] = (i < table.Alignments.Count ? table.Alignments[i] : null) ?? "left", ["is_wrapped"] = true })]);
        return new JsonObject { ["type"] = "table", ["rows"] = rows, ["column_settings"] = settings };
    }

    private static JsonObject Cell(IReadOnlyList<MessageRun> runs, bool isHeader)
    {
        var inline = new JsonArray();
        foreach (var run in runs)
            SlackBlocks.Add(inline, run, isHeader);
        if (inline.Count == 0)
            return new JsonObject { ["type"] = "raw_text", ["text"] = " " };
        return new JsonObject { ["type"] = "rich_text", ["elements"] = new JsonArray(new JsonObject { ["type"] = "rich_text_section", ["elements"] = inline }) };
    }
}
