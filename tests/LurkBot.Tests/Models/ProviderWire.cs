using System.Text;
using System.Text.Json;

namespace LurkBot.Tests.Models;

/// <summary>Writes a reply as each provider's documentation shows it, whole or streamed.</summary>
internal static class ProviderWire
{
    private const string Json = "application/json";
    private const string Events = "text/event-stream";

    public static (int Status, string Type, string Body) Write(string path, bool stream, ProviderReply reply) => path switch
    {
        _ when reply.Status != 200 => (reply.Status, Json, path is "/api/chat"
            ? $$"""{"error":{{Quote(string.Concat(reply.Text))}}}"""
            : $$$"""{"type":"error","error":{"type":"error","message":{{{Quote(string.Concat(reply.Text))}}}}}"""),
        "/v1/messages" => stream ? (200, Events, AnthropicEvents(reply)) : (200, Json, Anthropic(reply)),
        "/api/chat" => stream ? (200, "application/x-ndjson", OllamaLines(reply)) : (200, Json, Ollama(string.Concat(reply.Text), string.Concat(reply.Reasoning), reply.Calls, reply.Finish) + "\n"),
        _ => stream ? (200, Events, OpenAIEvents(reply)) : (200, Json, OpenAI(reply)),
    };

    private static string OpenAI(ProviderReply reply) => $$$"""
        {"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":{{{Quote(string.Concat(reply.Text))}}}{{{Field("reasoning_content", reply.Reasoning)}}}{{{OpenAICalls(reply.Calls)}}}},"finish_reason":"{{{reply.Finish}}}"}],
        "usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}
        """;

    private static string OpenAIEvents(ProviderReply reply)
    {
        var events = new StringBuilder();
        void Delta(string delta, string finish = "null") =>
            events.Append($$$"""data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{{{delta}}},"finish_reason":{{{finish}}}}]}""").Append("\n\n");
        Delta("""{"role":"assistant","content":""}""");
        foreach (var piece in reply.Reasoning)
            Delta($$"""{"reasoning_content":{{Quote(piece)}}}""");
        foreach (var piece in reply.Text)
            Delta($$"""{"content":{{Quote(piece)}}}""");
        foreach (var (call, index) in reply.Calls.Select((call, index) => (call, index)))
        {
            // The arguments come in pieces too.
            Delta($$$"""{"tool_calls":[{"index":{{{index}}},"id":{{{Quote(call.Id)}}},"type":"function","function":{"name":{{{Quote(call.Name)}}},"arguments":{{{Quote(call.Arguments[..2])}}}}}]}""");
            Delta($$$"""{"tool_calls":[{"index":{{{index}}},"function":{"arguments":{{{Quote(call.Arguments[2..])}}}}}]}""");
        }

        Delta("{}", Quote(reply.Finish));
        events.Append("""data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}""").Append("\n\n");
        return events.Append("data: [DONE]\n\n").ToString();
    }

    private static string OpenAICalls(IReadOnlyList<(string Id, string Name, string Arguments)> calls) => calls.Count == 0 ? "" :
        $",\"tool_calls\":[{string.Join(',', calls.Select(call => $$$"""{"id":{{{Quote(call.Id)}}},"type":"function","function":{"name":{{{Quote(call.Name)}}},"arguments":{{{Quote(call.Arguments)}}}}}"""))}]";

    private static string Anthropic(ProviderReply reply)
    {
        var blocks = new List<string>();
        if (reply.Reasoning.Count > 0)
            blocks.Add($$"""{"type":"thinking","thinking":{{Quote(string.Concat(reply.Reasoning))}},"signature":"{{reply.Signature}}"}""");
        if (reply.Redacted is { } redacted)
            blocks.Add($$"""{"type":"redacted_thinking","data":"{{redacted}}"}""");
        if (reply.Text.Count > 0)
            blocks.Add($$"""{"type":"text","text":{{Quote(string.Concat(reply.Text))}}}""");
        blocks.AddRange(reply.Calls.Select(call => $$"""{"type":"tool_use","id":{{Quote(call.Id)}},"name":{{Quote(call.Name)}},"input":{{call.Arguments}}}"""));
        return $$$"""
            {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{{{string.Join(',', blocks)}}}],"stop_reason":"{{{StopReason(reply.Finish)}}}","stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":5}}
            """;
    }

    private static string AnthropicEvents(ProviderReply reply)
    {
        var (events, index) = (new StringBuilder(), 0);
        void Event(string type, string json) => events.Append($$"""
            event: {{type}}
            data: {"type":"{{type}}",{{json[1..]}}


            """);
        void Block(string start, params IEnumerable<string> deltas)
        {
            Event("content_block_start", $$"""{"index":{{index}},"content_block":{{start}}}""");
            foreach (var delta in deltas)
                Event("content_block_delta", $$"""{"index":{{index}},"delta":{{delta}}}""");
            Event("content_block_stop", $$"""{"index":{{index++}}}""");
        }

        Event("message_start", """{"message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"output_tokens":0}}}""");
        if (reply.Reasoning.Count > 0)
            Block("""{"type":"thinking","thinking":"","signature":""}""", [.. reply.Reasoning.Select(piece => $$"""{"type":"thinking_delta","thinking":{{Quote(piece)}}}"""), $$"""{"type":"signature_delta","signature":"{{reply.Signature}}"}"""]);
        if (reply.Redacted is { } redacted)
            Block($$"""{"type":"redacted_thinking","data":"{{redacted}}"}""");
        if (reply.Text.Count > 0)
            Block("""{"type":"text","text":""}""", reply.Text.Select(piece => $$"""{"type":"text_delta","text":{{Quote(piece)}}}"""));
        foreach (var call in reply.Calls)
            Block($$$"""{"type":"tool_use","id":{{{Quote(call.Id)}}},"name":{{{Quote(call.Name)}}},"input":{}}""", $$"""{"type":"input_json_delta","partial_json":{{Quote(call.Arguments[..2])}}}""", $$"""{"type":"input_json_delta","partial_json":{{Quote(call.Arguments[2..])}}}""");
        Event("message_delta", $$$"""{"delta":{"stop_reason":"{{{StopReason(reply.Finish)}}}","stop_sequence":null},"usage":{"output_tokens":5}}""");
        return events.Append("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n").ToString();
    }

    private static string StopReason(string finish) => finish switch
    {
        "length" => "max_tokens",
        "tool_calls" => "tool_use",
        "content_filter" => "refusal",
        _ => "end_turn",
    };

    private static string OllamaLines(ProviderReply reply)
    {
        var lines = reply.Reasoning.Select(piece => Ollama("", piece, [], finish: null)).Concat(reply.Text.Select(piece => Ollama(piece, "", [], finish: null)));
        if (reply.Calls.Count > 0)
            lines = lines.Append(Ollama("", "", reply.Calls, finish: null));
        return string.Join('\n', lines.Append(Ollama("", "", [], reply.Finish))) + "\n";
    }

    /// <summary>A part of the reply, or with its end all of it. Ollama says "stop" when it calls tools.</summary>
    private static string Ollama(string text, string reasoning, IReadOnlyList<(string Id, string Name, string Arguments)> calls, string? finish)
    {
        var tools = calls.Count == 0 ? "" : $",\"tool_calls\":[{string.Join(',', calls.Select(call => $$$"""{"function":{"name":{{{Quote(call.Name)}}},"arguments":{{{call.Arguments}}}}}"""))}]";
        var end = finish is null ? "\"done\":false" : $"\"done\":true,\"done_reason\":\"{(finish is "length" ? finish : "stop")}\",\"prompt_eval_count\":12,\"eval_count\":5";
        return $$$"""{"model":"llama3","created_at":"2026-01-01T00:00:00Z","message":{"role":"assistant","content":{{{Quote(text)}}}{{{(reasoning.Length == 0 ? "" : ",\"thinking\":" + Quote(reasoning))}}}{{{tools}}}},{{{end}}}}""";
    }

    private static string Field(string name, IReadOnlyList<string> pieces) => pieces.Count == 0 ? "" : $",\"{name}\":{Quote(string.Concat(pieces))}";

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
