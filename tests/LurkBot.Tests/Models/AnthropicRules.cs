using System.Text.Json;

namespace LurkBot.Tests.Models;

/// <summary>Anthropic's messages.</summary>
internal static class AnthropicRules
{
    private const int LeastBudget = 1024;
    private const int MostMarks = 4;

    private static readonly string[] RequestFields =
        ["model", "messages", "max_tokens", "system", "temperature", "tools", "tool_choice", "thinking", "output_config", "stream", "stop_sequences", "top_k", "top_p", "metadata", "service_tier"];

    public static string? Problem(JsonElement request)
    {
        if ((WireJson.Unknown(request, "request", RequestFields) ?? Thinking(request)) is { } wrong)
            return wrong;
        var messages = WireJson.Items(request, "messages");
        if (messages.Count == 0 || WireJson.Text(messages[0], "role") is not "user")
            return "The first message must use the user role.";
        var (open, ids, marks) = (new Queue<string>(), new HashSet<string>(StringComparer.Ordinal), 0);
        foreach (var message in messages)
        {
            var role = WireJson.Text(message, "role");
            if (role is not ("user" or "assistant"))
                return $"The role {role} does not exist.";
            if (WireJson.Unknown(message, "messages", "role", "content") is { } unknown)
                return unknown;
            var content = message.GetProperty("content");
            if (content.ValueKind == JsonValueKind.String ? string.IsNullOrWhiteSpace(content.GetString()) : content.ValueKind != JsonValueKind.Array || content.GetArrayLength() == 0)
                return "All messages must have non-empty content.";
            if (role is "assistant" && open.Count > 0)
                return "tool_use ids were found without tool_result blocks immediately after.";
            foreach (var block in WireJson.Items(message, "content"))
            {
                if (Block(block, role, open, ids) is { } problem)
                    return problem;
                marks += block.TryGetProperty("cache_control", out _) ? 1 : 0;
            }
        }

        return marks > MostMarks ? "A maximum of 4 blocks with cache_control may be provided."
            : open.Count > 0 ? "The last tool_use blocks have no results."
            : WireJson.Text(messages[^1], "role") is "user" ? Loop(request, messages) : "The conversation must end with a user message.";
    }

    private static string? Block(JsonElement block, string role, Queue<string> open, HashSet<string> ids)
    {
        switch (WireJson.Text(block, "type"))
        {
            case "text":
                return string.IsNullOrWhiteSpace(WireJson.Text(block, "text")) ? "Text content blocks must contain non-whitespace text."
                    : role is "user" && open.Count > 0 ? "tool_result blocks must come first."
                    : WireJson.Unknown(block, "text", "type", "text", "cache_control");
            case "image" when role is "user":
                var source = block.GetProperty("source");
                return open.Count > 0 ? "tool_result blocks must come first."
                    : WireJson.Text(source, "type") is not "base64" || !WireJson.IsImage(WireJson.Text(source, "media_type") ?? "", WireJson.Text(source, "data")) ? "Could not process image."
                    : WireJson.Unknown(block, "image", "type", "source", "cache_control") ?? WireJson.Unknown(source, "source", "type", "media_type", "data");
            case "thinking" when role is "assistant":
                return WireJson.Text(block, "signature") is not { Length: > 0 } ? "Invalid signature in thinking block." : WireJson.Unknown(block, "thinking", "type", "thinking", "signature");
            case "redacted_thinking" when role is "assistant":
                return WireJson.Text(block, "data") is not { Length: > 0 } ? "Invalid data in redacted_thinking block." : WireJson.Unknown(block, "redacted_thinking", "type", "data");
            case "tool_use" when role is "assistant":
                if (WireJson.Text(block, "id") is not { } id || !WireJson.IsPlainId(id) || !ids.Add(id))
                    return "tool_use ids must be unique and match the pattern.";
                open.Enqueue(id);
                return !WireJson.IsFunctionName(WireJson.Text(block, "name")) || block.GetProperty("input").ValueKind != JsonValueKind.Object
                    ? "A tool_use block with a wrong name or input."
                    : WireJson.Unknown(block, "tool_use", "type", "id", "name", "input", "cache_control");
            case "tool_result" when role is "user":
                return !open.TryDequeue(out var expected) || WireJson.Text(block, "tool_use_id") != expected ? "Unexpected tool_use_id found in tool_result blocks."
                    : WireJson.Unknown(block, "tool_result", "type", "tool_use_id", "content", "is_error", "cache_control");
            default:
                return $"The block {WireJson.Text(block, "type")} does not belong there.";
        }
    }

    private static string? Thinking(JsonElement request)
    {
        if (!request.TryGetProperty("max_tokens", out var most) || most.GetInt32() < 1)
            return "max_tokens: Field required.";
        if (!IsThinking(request, out var thinking))
            return null;
        if (request.TryGetProperty("temperature", out var temperature) && temperature.ValueKind == JsonValueKind.Number && temperature.GetDouble() is not 1)
            return "temperature may only be set to 1 when thinking is enabled.";
        return WireJson.Text(thinking, "type") is "enabled" && (thinking.GetProperty("budget_tokens").GetInt32() < LeastBudget || thinking.GetProperty("budget_tokens").GetInt32() >= most.GetInt32())
            ? "budget_tokens must be at least 1024 and less than max_tokens."
            : null;
    }

    /// <summary>While thinking is on, the step whose results come must begin with the thinking that led to it.</summary>
    private static string? Loop(JsonElement request, List<JsonElement> messages)
    {
        var last = messages.FindLastIndex(message => WireJson.Text(message, "role") is "assistant");
        return last >= 0 && IsThinking(request, out var thinking) && WireJson.Text(thinking, "type") is "enabled"
            && WireJson.Items(messages[last], "content") is { } blocks && blocks.Exists(block => WireJson.Text(block, "type") is "tool_use")
            && WireJson.Items(messages[last + 1], "content").Exists(block => WireJson.Text(block, "type") is "tool_result")
            && WireJson.Text(blocks[0], "type") is not ("thinking" or "redacted_thinking")
            ? "Expected thinking or redacted_thinking, but found tool_use."
            : null;
    }

    private static bool IsThinking(JsonElement request, out JsonElement thinking) =>
        request.TryGetProperty("thinking", out thinking) && thinking.ValueKind == JsonValueKind.Object && WireJson.Text(thinking, "type") is not "disabled";
}
