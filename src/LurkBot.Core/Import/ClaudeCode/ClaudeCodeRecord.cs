using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>What is kept of one line of a Claude Code transcript.</summary>
internal sealed class ClaudeCodeRecord
{
    private readonly List<string> texts = [];
    private readonly List<string> thoughts = [];
    private readonly List<Attachment> files = [];

    private ClaudeCodeRecord(JsonElement root)
    {
        Id = ImportJson.Text(root, "uuid");
        Parent = ImportJson.Text(root, "parentUuid") ?? ImportJson.Text(root, "logicalParentUuid");
        At = ImportJson.Moment(ImportJson.Get(root, "timestamp"));
        IsMeta = ImportJson.IsTrue(root, "isMeta");
        IsSummary = ImportJson.IsTrue(root, "isCompactSummary");
        Failed = ImportJson.IsTrue(root, "isApiErrorMessage");
    }

    public string? Id { get; }

    public string? Parent { get; }

    public DateTimeOffset? At { get; }

    public bool IsMeta { get; }

    public bool IsSummary { get; }

    public bool Failed { get; }

    /// <summary>Null for a record that is only a link between others.</summary>
    public string? Role { get; private set; }

    /// <summary>The id of the model's message; several records may be parts of one.</summary>
    public string? MessageId { get; private set; }

    public string? Model { get; private set; }

    public string? Finish { get; private set; }

    public Usage? Usage { get; private set; }

    public List<ToolCall> Calls { get; } = [];

    public List<(string CallId, string Content, bool Error, IReadOnlyList<Attachment> Files)> Results { get; } = [];

    /// <summary>Images and documents in a person's message.</summary>
    public IReadOnlyList<Attachment> Files => files;

    /// <summary>What a report calls it.</summary>
    public string Where => Id ?? "without an id";

    /// <summary>Whether there is nothing in it to import.</summary>
    public bool IsEmpty => texts.TrueForAll(text => text.Length == 0) && files.Count == 0 && thoughts.Count == 0 && Calls.Count == 0 && Results.Count == 0;

    public string Content => string.Join('\n', texts);

    public string Reasoning => string.Join('\n', thoughts);

    /// <summary>A record that other records may name as their parent.</summary>
    public static ClaudeCodeRecord Link(JsonElement root) => new(root);

    /// <summary>A message.</summary>
    public static ClaudeCodeRecord Message(JsonElement root, string role, ImportSource source)
    {
        var notes = source.Notes;
        var message = ImportJson.Get(root, "message");
        var record = new ClaudeCodeRecord(root)
        {
            Role = role,
            MessageId = ImportJson.Text(message, "id"),
            Model = ImportJson.Text(message, "model") is { } model and not "<synthetic>" ? model : null,
            Finish = ImportJson.Text(message, "stop_reason"),
            Usage = ReadUsage(ImportJson.Get(message, "usage")),
        };
        var content = ImportJson.Get(message, "content");
        if (ImportJson.Text(content) is { } text)
            record.texts.Add(text);
        else if (content.ValueKind != JsonValueKind.Array)
            notes.Add("messages without content");
        foreach (var block in ImportJson.Items(content))
            record.Take(block, source);
        return record;
    }

    private void Take(JsonElement block, ImportSource source)
    {
        var notes = source.Notes;
        switch (ImportJson.Text(block, "type"))
        {
            case "text" when ImportJson.Text(block, "text") is { } text:
                texts.Add(text);
                break;
            case "thinking" when ImportJson.Text(block, "thinking") is { } thought:
                if (thought.Length > 0)
                    thoughts.Add(thought);
                break;
            case "redacted_thinking":
                notes.Add("encrypted thoughts, not imported");
                break;
            case "tool_use":
                Calls.Add(new ToolCall(ImportJson.Text(block, "id") ?? "", ImportJson.Text(block, "name") ?? "", ImportJson.Arguments(ImportJson.Get(block, "input"), notes)));
                break;
            case "tool_result":
                var result = MessageContent.Read(ImportJson.Get(block, "content"), source.Files, notes, Where);
                Results.Add((ImportJson.Text(block, "tool_use_id") ?? "", result.Text, ImportJson.IsTrue(block, "is_error"), result.Files));
                break;
            default:
                AddOther(block, source);
                break;
        }
    }

    private void AddOther(JsonElement block, ImportSource source)
    {
        var content = MessageContent.Read(block, source.Files, source.Notes, Where);
        if (content.Text.Length > 0)
            texts.Add(content.Text);
        if (Role is "user")
            files.AddRange(content.Files);
        else if (content.Files.Count > 0)
            source.Notes.Skip("files in a reply, not imported", Where, content.Files.Count);
    }

    private static Usage? ReadUsage(JsonElement usage)
    {
        if (usage.ValueKind != JsonValueKind.Object)
            return null;
        // The provider counts tokens from the cache apart from the input; we count them within.
        var (cached, written) = (ImportJson.Tokens(usage, "cache_read_input_tokens"), ImportJson.Tokens(usage, "cache_creation_input_tokens"));
        return new Usage(ImportJson.Tokens(usage, "input_tokens") + cached + written, ImportJson.Tokens(usage, "output_tokens"), cached) { CacheWrite = written };
    }
}
