using System.Text;
using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>The messages of a Claude.ai export. One reply can hold several steps: texts and calls, then their results, then more.</summary>
/// <param name="history">Gets the entries.</param>
/// <param name="conversation">The conversation's name in sources.</param>
/// <param name="model">The model of the conversation, where the export tells it.</param>
/// <param name="source">The file.</param>
/// <param name="parts">The files of the export.</param>
internal sealed class ClaudeAiMessage(ImportedHistory history, string conversation, string? model, ImportSource source, ExportParts parts)
{
    private readonly List<string> texts = [];
    private readonly List<string> thoughts = [];
    private readonly List<ToolCall> calls = [];

    /// <summary>When a message was written.</summary>
    public static DateTimeOffset? At(JsonElement message) => ImportJson.Moment(ImportJson.Get(message, "created_at"));

    /// <summary>Takes the next message.</summary>
    public void Take(JsonElement message, string where)
    {
        switch (ImportJson.Text(message, "sender"))
        {
            case "human":
                TakeHuman(message, where);
                break;
            case "assistant":
                TakeAssistant(message, where);
                break;
            case { } sender:
                history.Notes.Skip($"messages of sender {sender}, not imported", where);
                break;
            case null:
                history.Notes.Skip("messages without a sender, not imported", where);
                break;
        }
    }

    private void TakeHuman(JsonElement message, string where)
    {
        var content = MessageContent.Read(ImportJson.Get(message, "content"), source.Files, history.Notes, where, "tool_result", "token_budget", "thinking", "flag");
        var text = content.Text.Length > 0 ? content.Text : ImportJson.Text(message, "text") ?? "";
        var files = content.Files.ToList();
        foreach (var attached in ImportJson.Items(ImportJson.Get(message, "attachments")))
        {
            var name = ImportJson.Text(attached, "file_name") is { Length: > 0 } given ? given : "pasted.txt";
            // Of documents the export holds the text alone.
            files.Add(ImportJson.Text(attached, "extracted_content") is { Length: > 0 } extracted
                ? source.Files.Keep(name, FileType.Text, Encoding.UTF8.GetBytes(extracted), history.Notes, where)
                : ImportedFiles.NameOnly(name, ImportJson.Text(attached, "file_type"), ImportJson.Tokens(attached, "file_size"), history.Notes, where));
        }

        foreach (var file in ImportJson.Items(ImportJson.Get(message, "files")).Concat(ImportJson.Items(ImportJson.Get(message, "files_v2"))))
        {
            var name = ImportJson.Text(file, "file_name");
            if (!files.Exists(known => name is not null && known.Name == AttachedName.Of(name)))
                files.Add(parts.Find(ImportJson.Text(file, "file_uuid") ?? name ?? "", name, null, ImportJson.Tokens(file, "file_size"), history.Notes, where));
        }

        if (text.Length == 0 && files.Count == 0)
            history.Notes.Skip("messages without text, not imported", where);
        else
            history.Add(new UserEntry { Content = text, Attachments = files, Source = $"claude-ai:{conversation}:{where}" }, At(message));
    }

    private void TakeAssistant(JsonElement message, string where)
    {
        var before = history.Count;
        var at = At(message);
        var said = ImportJson.Text(message, "model") ?? model;
        foreach (var block in ImportJson.Items(ImportJson.Get(message, "content")))
            TakeBlock(block, said, at, where);
        if (texts.Count == 0 && history.Count == before && ImportJson.Text(message, "text") is { Length: > 0 } text)
            texts.Add(text);
        Flush(said, at);
        if (history.Count == before)
            history.Notes.Skip("messages without text, not imported", where);
    }

    private void TakeBlock(JsonElement block, string? said, DateTimeOffset? at, string where)
    {
        switch (ImportJson.Text(block, "type"))
        {
            case "text" when ImportJson.Text(block, "text") is { } text:
                if (calls.Count > 0)
                    Flush(said, at);
                if (text.Length > 0)
                    texts.Add(text);
                break;
            case "thinking" when ImportJson.Text(block, "thinking") is { } thought:
                if (calls.Count > 0)
                    Flush(said, at);
                if (thought.Length > 0)
                    thoughts.Add(thought);
                break;
            case "redacted_thinking":
                history.Notes.Add("encrypted thoughts, not imported");
                break;
            case "token_budget" or "flag":
                history.Notes.Add("notes for the model, not imported");
                break;
            case "tool_use":
                calls.Add(new ToolCall(ImportJson.Text(block, "id") ?? "", ImportJson.Text(block, "name") ?? "", ImportJson.Arguments(ImportJson.Get(block, "input"), history.Notes)));
                break;
            case "tool_result":
                Flush(said, at);
                var result = MessageContent.Read(ImportJson.Get(block, "content"), source.Files, history.Notes, where, "knowledge", "image_gallery", "rich_link");
                history.AddResult(ImportJson.Text(block, "tool_use_id") ?? "", result.Text, ImportJson.IsTrue(block, "is_error"), at, files: result.Files);
                break;
            default:
                var other = MessageContent.Read(block, source.Files, history.Notes, where);
                if (other.Text.Length > 0)
                    texts.Add(other.Text);
                history.Notes.Skip("files in a reply, not imported", where, other.Files.Count);
                break;
        }
    }

    /// <summary>Ends a step of the reply.</summary>
    private void Flush(string? said, DateTimeOffset? at)
    {
        if (texts.Count + thoughts.Count + calls.Count == 0)
            return;
        history.Add(new AssistantEntry { Content = string.Join('\n', texts), Reasoning = thoughts.Count == 0 ? null : string.Join('\n', thoughts), ToolCalls = [.. calls], Model = said }, at);
        texts.Clear();
        thoughts.Clear();
        calls.Clear();
    }
}
