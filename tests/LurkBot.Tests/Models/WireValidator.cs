using System.Text.Json;
using System.Text.RegularExpressions;

namespace LurkBot.Tests.Models;

/// <summary>Refuses what the vendors refuse, by the rules of their documentation.</summary>
internal static partial class WireValidator
{
    /// <summary>What is wrong with a request; null when nothing is.</summary>
    public static string? Problem(string path, string body)
    {
        using var request = JsonDocument.Parse(body);
        var messages = request.RootElement.GetProperty("messages").EnumerateArray().ToList();
        return path switch
        {
            _ when path.EndsWith("/chat/completions", StringComparison.Ordinal) => OpenAI(messages),
            "/v1/messages" => Anthropic(messages),
            "/api/chat" => Ollama(messages),
            _ => "There is no such path: " + path,
        };
    }

    private static string? OpenAI(List<JsonElement> messages)
    {
        var (open, ids) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var message in messages)
        {
            var role = Text(message, "role");
            if (role is not "tool" && open.Count > 0)
                return "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.";
            switch (role)
            {
                case "system" or "developer" or "user":
                    if (IsEmpty(message))
                        return $"A {role} message without content.";
                    break;
                case "assistant":
                    var calls = message.TryGetProperty("tool_calls", out var list) ? list.EnumerateArray().ToList() : [];
                    if (calls.Count == 0 && IsEmpty(message))
                        return "An assistant message with neither content nor tool calls.";
                    foreach (var call in calls)
                    {
                        if (Text(call, "id") is not { Length: > 0 and <= 40 } id || !ids.Add(id) || !open.Add(id))
                            return "A tool call's id is missing, too long or there twice.";
                        var function = call.GetProperty("function");
                        if (!FunctionName().IsMatch(Text(function, "name") ?? ""))
                            return "A function's name does not match the pattern.";
                        using var arguments = JsonDocument.Parse(Text(function, "arguments")!);
                        if (arguments.RootElement.ValueKind != JsonValueKind.Object)
                            return "Arguments that are no object.";
                    }

                    break;
                case "tool":
                    if (!open.Remove(Text(message, "tool_call_id") ?? ""))
                        return "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'.";
                    if (IsEmpty(message))
                        return "A tool message without content.";
                    break;
                default:
                    return $"The role {role} does not exist.";
            }
        }

        return open.Count > 0 ? "The last tool calls have no results." : Text(messages[^1], "role") is "user" or "tool" ? null : "The last message is not a person's.";
    }

    private static string? Anthropic(List<JsonElement> messages)
    {
        var (open, ids) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        if (Text(messages[0], "role") is not "user")
            return "The first message must use the user role.";
        foreach (var message in messages)
        {
            var role = Text(message, "role");
            if (role is not ("user" or "assistant"))
                return $"The role {role} does not exist.";
            var content = message.GetProperty("content");
            var blocks = content.ValueKind == JsonValueKind.Array ? content.EnumerateArray().ToList() : [];
            if (content.ValueKind == JsonValueKind.String ? string.IsNullOrWhiteSpace(content.GetString()) : blocks.Count == 0)
                return "All messages must have non-empty content.";
            if (role is "assistant" && open.Count > 0)
                return "tool_use ids were found without tool_result blocks immediately after.";
            var sawText = false;
            foreach (var block in blocks)
            {
                switch (Text(block, "type"))
                {
                    case "text":
                        if (string.IsNullOrWhiteSpace(Text(block, "text")))
                            return "Text content blocks must contain non-whitespace text.";
                        if (role is "user" && open.Count > 0)
                            return "tool_result blocks must come first.";
                        sawText = true;
                        break;
                    case "tool_use" when role is "assistant":
                        if (Text(block, "id") is not { } id || !PlainId().IsMatch(id) || !ids.Add(id) || !open.Add(id))
                            return "tool_use ids must be unique and match the pattern.";
                        if (!FunctionName().IsMatch(Text(block, "name") ?? "") || block.GetProperty("input").ValueKind != JsonValueKind.Object)
                            return "A tool_use block with a wrong name or input.";
                        break;
                    case "tool_result" when role is "user":
                        if (sawText || !open.Remove(Text(block, "tool_use_id") ?? ""))
                            return "Unexpected tool_use_id found in tool_result blocks.";
                        break;
                    default:
                        return $"The block {Text(block, "type")} does not belong there.";
                }
            }
        }

        return open.Count > 0 ? "The last tool_use blocks have no results." : Text(messages[^1], "role") is "user" ? null : "The conversation must end with a user message.";
    }

    private static string? Ollama(List<JsonElement> messages)
    {
        foreach (var message in messages)
        {
            if (Text(message, "role") is not ("system" or "user" or "assistant" or "tool"))
                return "The role does not exist.";
            if (IsEmpty(message) && !message.TryGetProperty("tool_calls", out _))
                return "A message without content.";
        }

        return null;
    }

    private static bool IsEmpty(JsonElement message) => !message.TryGetProperty("content", out var content) || content.ValueKind switch
    {
        JsonValueKind.String => string.IsNullOrWhiteSpace(content.GetString()),
        JsonValueKind.Array => content.GetArrayLength() == 0,
        _ => true,
    };

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_-]{0,63}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FunctionName();

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlainId();
}
