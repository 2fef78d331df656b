using System.Globalization;
using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>One message of a session of Gemini CLI, with what a call brought: both stand in one record.</summary>
internal sealed class GeminiMessage
{
    private readonly List<(ToolCall Call, MessageContent Result, bool Failed, DateTimeOffset? At)> calls = [];
    private readonly List<string> thoughts = [];
    private MessageContent content = new("", []);
    private string? type;
    private string? model;
    private Usage? usage;
    private bool isBlank;

    /// <summary>Its id; null when it has none.</summary>
    public string? Id { get; private init; }

    /// <summary>What a report calls it.</summary>
    public string Where { get; private init; } = "";

    /// <summary>When it was written.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>Whether the person or the model said it.</summary>
    public bool IsSaid => type is "user" or "gemini";

    /// <summary>Reads a message.</summary>
    /// <param name="root">The message.</param>
    /// <param name="source">The file.</param>
    /// <param name="number">Its place among the messages.</param>
    public static GeminiMessage Read(JsonElement root, ImportSource source, int number)
    {
        var id = ImportJson.Text(root, "id");
        var where = id ?? string.Create(CultureInfo.InvariantCulture, $"message {number}");
        var message = new GeminiMessage { Id = id, Where = where, At = ImportJson.Moment(ImportJson.Get(root, "timestamp")) };
        message.type = ImportJson.Text(root, "type");
        message.model = ImportJson.Text(root, "model");
        message.isBlank = ImportJson.Get(root, "content") is var given && (ImportJson.Text(given) is "" || given.ValueKind == JsonValueKind.Array && given.GetArrayLength() == 0);
        if (message.IsSaid)
            message.content = MessageContent.Read(ImportJson.Get(root, "content"), source.Files, source.Notes, where);
        foreach (var thought in ImportJson.Items(ImportJson.Get(root, "thoughts")))
        {
            var parts = new[] { ImportJson.Text(thought, "subject"), ImportJson.Text(thought, "description") }.Where(part => !string.IsNullOrEmpty(part));
            message.thoughts.Add(string.Join(": ", parts));
        }

        foreach (var call in ImportJson.Items(ImportJson.Get(root, "toolCalls")))
        {
            var made = new ToolCall(ImportJson.Text(call, "id") ?? "", ImportJson.Text(call, "name") ?? "", ImportJson.Arguments(ImportJson.Get(call, "args"), source.Notes));
            var result = GeminiParts.Result(ImportJson.Get(call, "result"), source.Files, source.Notes, where);
            message.calls.Add((made, result, ImportJson.Text(call, "status") is "error" or "cancelled", ImportJson.Moment(ImportJson.Get(call, "timestamp"))));
        }

        message.usage = ReadUsage(ImportJson.Get(root, "tokens"));
        return message;
    }

    /// <summary>Adds it to a history.</summary>
    /// <param name="history">The history.</param>
    /// <param name="source">Its identity.</param>
    public void AddTo(ImportedHistory history, string source)
    {
        switch (type)
        {
            case "user" when content.IsEmpty:
                history.Notes.Skip("messages without text, not imported", Where);
                break;
            case "user":
                history.Add(new UserEntry { Content = content.Text, Attachments = content.Files, Source = source }, At);
                break;
            case "gemini" when content.IsEmpty && calls.Count + thoughts.Count == 0:
                if (isBlank)
                    history.Notes.Add("messages of the model without text, not imported");
                else
                    history.Notes.Skip("messages without text, not imported", Where);
                break;
            case "gemini":
                history.Notes.Skip("files in a reply, not imported", Where, content.Files.Count);
                history.Add(new AssistantEntry { Content = content.Text, Reasoning = thoughts.Count == 0 ? null : string.Join('\n', thoughts), ToolCalls = [.. calls.Select(call => call.Call)], Model = model, Usage = usage }, At);
                foreach (var (call, result, failed, at) in calls)
                    history.AddResult(call.Id, result.Text, failed, at ?? At, files: result.Files);
                break;
            case "info" or "error" or "warning":
                history.Notes.Add($"notes of Gemini CLI of type {type}, not imported");
                break;
            default:
                history.Notes.Skip(type is null ? "messages without a type, not imported" : $"messages of type {type}, not imported", Where);
                break;
        }
    }

    private static Usage? ReadUsage(JsonElement tokens) => tokens.ValueKind != JsonValueKind.Object
        ? null
        : new Usage(ImportJson.Tokens(tokens, "input"), ImportJson.Tokens(tokens, "output") + ImportJson.Tokens(tokens, "thoughts"), ImportJson.Tokens(tokens, "cached"));
}
