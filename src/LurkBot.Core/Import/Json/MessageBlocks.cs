using System.Text.Json;

namespace LurkBot.Import;

/// <summary>The texts in message content that is a string or an array of blocks, where files do not matter.</summary>
internal static class MessageBlocks
{
    /// <summary>The texts, one line after the other; other blocks are counted.</summary>
    /// <param name="content">The content.</param>
    /// <param name="notes">Told of what has no text.</param>
    /// <param name="where">The message.</param>
    public static string Text(JsonElement content, ImportNotes notes, string where)
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
                CountOther(block, notes, where);
        }

        return string.Join('\n', texts);
    }

    /// <summary>Counts a block that is not imported.</summary>
    public static void CountOther(JsonElement block, ImportNotes notes, string where)
    {
        // Whether a file's data was damaged is said already.
        if (ImportJson.Text(block, "type") is { } type)
            notes.Skip(type is "image" ? "images, not imported" : type is "document" ? "attached documents, not imported" : $"content blocks of type {type}, not imported", where);
        else
            notes.Skip("content blocks without a type, not imported", where);
    }
}
