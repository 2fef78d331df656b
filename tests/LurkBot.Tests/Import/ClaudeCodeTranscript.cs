using System.Text.Json.Nodes;

namespace LurkBot.Tests.Import;

/// <summary>Builds a Claude Code transcript, record by record.</summary>
internal sealed class ClaudeCodeTranscript(string session = "s-1")
{
    private readonly List<string> lines = [];
    private string? last;

    public IReadOnlyList<string> Lines => lines;

    public override string ToString() => string.Concat(lines.Select(line => line + "\n"));

    public ClaudeCodeTranscript User(string id, JsonNode content, string? parent = null, Action<JsonObject>? change = null) =>
        Record("user", id, parent, new JsonObject { ["role"] = "user", ["content"] = content }, change);

    public ClaudeCodeTranscript Assistant(string id, string messageId, JsonNode block, string? parent = null, Action<JsonObject>? change = null) =>
        Record(
            "assistant",
            id,
            parent,
            new JsonObject
            {
                ["role"] = "assistant",
                ["id"] = messageId,
                ["model"] = "claude-x",
                ["content"] = new JsonArray(block),
                ["stop_reason"] = "end_turn",
                ["usage"] = new JsonObject { ["input_tokens"] = 10, ["output_tokens"] = 5, ["cache_read_input_tokens"] = 100, ["cache_creation_input_tokens"] = 7 },
            },
            change);

    public ClaudeCodeTranscript Raw(string line)
    {
        lines.Add(line);
        return this;
    }

    public static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    public static JsonObject Call(string id, string name, JsonNode input) => new() { ["type"] = "tool_use", ["id"] = id, ["name"] = name, ["input"] = input };

    public static JsonArray Result(string id, string content) => [new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = content }];

    private ClaudeCodeTranscript Record(string type, string id, string? parent, JsonObject message, Action<JsonObject>? change)
    {
        var record = new JsonObject
        {
            ["parentUuid"] = parent ?? last,
            ["isSidechain"] = false,
            ["sessionId"] = session,
            ["cwd"] = "/work",
            ["type"] = type,
            ["message"] = message,
            ["uuid"] = id,
            ["timestamp"] = $"2026-01-02T03:04:{lines.Count % 60:D2}.000Z",
        };
        change?.Invoke(record);
        lines.Add(record.ToJsonString());
        last = id;
        return this;
    }
}
