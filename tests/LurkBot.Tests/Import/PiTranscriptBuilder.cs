using System.Text.Json.Nodes;

namespace LurkBot.Tests.Import;

/// <summary>Builds a transcript of pi or OpenClaw, version 3.</summary>
internal sealed class PiTranscriptBuilder
{
    private readonly List<string> lines = [];
    private string? last;

    public PiTranscriptBuilder(string session = "p-1") =>
        lines.Add($$"""{"type":"session","version":3,"id":"{{session}}","timestamp":"2026-01-02T03:00:00.000Z","cwd":"/work"}""");

    public IReadOnlyList<string> Lines => lines;

    public override string ToString() => string.Concat(lines.Select(line => line + "\n"));

    public PiTranscriptBuilder User(string id, string text, string? parent = null) => Message(id, new JsonObject { ["role"] = "user", ["content"] = text }, parent);

    public PiTranscriptBuilder Assistant(string id, params JsonNode[] blocks) => Message(id, new JsonObject
    {
        ["role"] = "assistant",
        ["content"] = new JsonArray(blocks),
        ["provider"] = "anthropic",
        ["model"] = "claude-x",
        ["usage"] = new JsonObject { ["input"] = 3, ["output"] = 4, ["cacheRead"] = 50, ["cacheWrite"] = 6 },
        ["stopReason"] = "stop",
    });

    public PiTranscriptBuilder Result(string id, string call, string text, bool error = false) => Message(id, new JsonObject
    {
        ["role"] = "toolResult",
        ["toolCallId"] = call,
        ["toolName"] = "bash",
        ["content"] = new JsonArray(Text(text)),
        ["isError"] = error,
    });

    public PiTranscriptBuilder Message(string id, JsonObject message, string? parent = null) => Record("message", id, new JsonObject { ["message"] = message }, parent);

    public PiTranscriptBuilder Record(string type, string id, JsonObject record, string? parent = null)
    {
        record["type"] = type;
        record["id"] = id;
        record["parentId"] = parent ?? last;
        record["timestamp"] = $"2026-01-02T03:04:{lines.Count % 60:D2}.000Z";
        lines.Add(record.ToJsonString());
        last = id;
        return this;
    }

    public static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    public static JsonObject Call(string id, string name, JsonNode arguments) => new() { ["type"] = "toolCall", ["id"] = id, ["name"] = name, ["arguments"] = arguments };
}
