using System.Text.Json;
using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>What is kept of one line of a Claude Code transcript; images and the like are counted and let go at once.</summary>
internal sealed class ClaudeCodeRecord
{
    private readonly List<string> texts = [];
    private readonly List<string> thoughts = [];

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

    public List<(string CallId, string Content, bool Error)> Results { get; } = [];

    public string Content => string.Join('\n', texts);

    public string Reasoning => string.Join('\n', thoughts);

    /// <summary>A record that other records may name as their parent.</summary>
    public static ClaudeCodeRecord Link(JsonElement root) => new(root);

    /// <summary>A message.</summary>
    public static ClaudeCodeRecord Message(JsonElement root, string role, ImportNotes notes)
    {
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
            record.Take(block, notes);
        return record;
    }

    private void Take(JsonElement block, ImportNotes notes)
    {
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
                Results.Add((ImportJson.Text(block, "tool_use_id") ?? "", MessageBlocks.Text(ImportJson.Get(block, "content"), notes), ImportJson.IsTrue(block, "is_error")));
                break;
            default:
                MessageBlocks.CountOther(block, notes);
                break;
        }
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
