using System.Text.Json;

namespace LurkBot.Import;

/// <summary>The texts in message content that is a string or an array of blocks, as Claude Code and pi write it.</summary>
internal static class MessageBlocks
{
    /// <summary>The texts, one line after the other; other blocks are counted.</summary>
    /// <param name="content">The content.</param>
    /// <param name="notes">Told of what has no text.</param>
    public static string Text(JsonElement content, ImportNotes notes)
    {
        if (ImportJson.Text(content) is { } whole)
            return whole;
        var texts = new List<string>();
        foreach (var block in ImportJson.Items(content))
        {
            if (ImportJson.Text(block) is { } text)
                texts.Add(text);
            else if (ImportJson.Text(block, "type") is "text" && ImportJson.Text(block, "text") is { } inner)
                texts.Add(inner);
            else
                CountOther(block, notes);
        }

        return string.Join('\n', texts);
    }

    /// <summary>Counts a block that is not imported.</summary>
    public static void CountOther(JsonElement block, ImportNotes notes) => notes.Add(ImportJson.Text(block, "type") switch
    {
        "image" => "images, not imported",
        "document" => "attached documents, not imported",
        { } type => $"content blocks of type {type}, not imported",
        null => "content blocks without a type, not imported",
    });
}
