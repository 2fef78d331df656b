using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>What a message says and what came with it.</summary>
/// <param name="Text">Its texts, one line after the other.</param>
/// <param name="Files">Its files, in order.</param>
internal sealed record MessageContent(string Text, IReadOnlyList<Attachment> Files)
{
    /// <summary>Whether there is nothing of it.</summary>
    public bool IsEmpty => Text.Length == 0 && Files.Count == 0;

    /// <summary>Reads content that is a string or an array of blocks.</summary>
    /// <param name="content">The content.</param>
    /// <param name="files">Keeps the bytes of files.</param>
    /// <param name="notes">Told of blocks that are neither text nor file.</param>
    /// <param name="where">The message.</param>
    /// <param name="skips">Types of blocks that are read elsewhere.</param>
    public static MessageContent Read(JsonElement content, ImportedFiles files, ImportNotes notes, string where, params ReadOnlySpan<string> skips)
    {
        if (ImportJson.Text(content) is { } whole)
            return new MessageContent(whole, []);
        var (texts, attached) = (new List<string>(), new List<Attachment>());
        // Some write the one block without an array.
        foreach (var block in content.ValueKind == JsonValueKind.Object ? [content] : ImportJson.Items(content))
        {
            var type = ImportJson.Text(block, "type");
            if ((ImportJson.Text(block) ?? TextOf(block, type)) is { } text)
            {
                if (text.Length > 0)
                    texts.Add(text);
            }
            else if (type is not null && skips.Contains(type))
            {
                continue;
            }
            else if (ContentFile.Read(block, files, notes, where, out var address) is { } file)
            {
                attached.Add(file);
            }
            else if (address is not null)
            {
                texts.Add($"[{(type is "document" or "file" or "input_file" ? "file" : "image")}: {address}]");
            }
            else
            {
                MessageBlocks.CountOther(block, notes, where);
            }
        }

        return new MessageContent(string.Join('\n', texts), attached);
    }

    private static string? TextOf(JsonElement block, string? type) => type switch
    {
        "text" or "input_text" or "output_text" or null => ImportJson.Text(block, "text"),
        "refusal" => ImportJson.Text(block, "refusal"),
        // A document of plain text, as Anthropic's interface has it.
        "document" when ImportJson.Text(ImportJson.Get(block, "source"), "type") is "text" => ImportJson.Text(ImportJson.Get(block, "source"), "data"),
        _ => null,
    };
}
