using System.Text.Json;

namespace LurkBot.Tests.Models;

/// <summary>OpenAI's chat completions, and Google's endpoint that is compatible with them.</summary>
internal static class OpenAIRules
{
    private static readonly string[] RequestFields =
    [
        "messages", "model", "audio", "frequency_penalty", "logit_bias", "logprobs", "max_completion_tokens", "max_tokens", "metadata", "modalities", "n", "parallel_tool_calls", "prediction",
        "presence_penalty", "prompt_cache_key", "reasoning_effort", "response_format", "safety_identifier", "seed", "service_tier", "stop", "store", "stream", "stream_options", "temperature",
        "tool_choice", "tools", "top_logprobs", "top_p", "user", "verbosity", "web_search_options",
    ];

    public static string? Problem(JsonElement request)
    {
        if (WireJson.Unknown(request, "request", RequestFields) is { } unknown)
            return unknown;
        foreach (var tool in WireJson.Items(request, "tools"))
        {
            if ((WireJson.Unknown(tool, "tools", "type", "function") ?? WireJson.Unknown(tool.GetProperty("function"), "function", "name", "description", "parameters", "strict")) is { } wrong)
                return wrong;
        }

        var messages = WireJson.Items(request, "messages");
        var (open, ids) = (new Queue<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var message in messages)
        {
            if (Message(message, open, ids) is { } problem)
                return problem;
        }

        return messages.Count == 0 ? "There are no messages."
            : open.Count > 0 ? "The last tool calls have no results."
            : WireJson.Text(messages[^1], "role") is "user" or "tool" ? null : "The last message is not a person's.";
    }

    private static string? Message(JsonElement message, Queue<string> open, HashSet<string> ids)
    {
        var role = WireJson.Text(message, "role");
        if (role is not "tool" && open.Count > 0)
            return "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'.";
        switch (role)
        {
            case "system" or "developer" or "user":
                return WireJson.Unknown(message, role, "role", "content", "name") ?? Content(message, role, mayBeMissing: false);
            case "assistant":
                var calls = WireJson.Items(message, "tool_calls");
                if ((WireJson.Unknown(message, role, "role", "content", "name", "refusal", "tool_calls", "reasoning_details", "extra_content", calls.Count > 0 ? "reasoning_content" : "name") ?? Content(message, role, mayBeMissing: calls.Count > 0)) is { } problem)
                    return problem;
                foreach (var call in calls)
                {
                    if (Call(call, open, ids) is { } wrong)
                        return wrong;
                }

                return null;
            case "tool":
                // The order is ours to keep: the results in the order of their calls.
                return !open.TryDequeue(out var expected) || WireJson.Text(message, "tool_call_id") != expected
                    ? "Messages with role 'tool' must be a response to a preceding message with 'tool_calls'."
                    : WireJson.Unknown(message, role, "role", "content", "tool_call_id") ?? Content(message, role, mayBeMissing: false);
            default:
                return $"The role {role} does not exist.";
        }
    }

    private static string? Call(JsonElement call, Queue<string> open, HashSet<string> ids)
    {
        if (WireJson.Text(call, "id") is not { Length: > 0 and <= 40 } id || !ids.Add(id))
            return "A tool call's id is missing, too long or there twice.";
        open.Enqueue(id);
        var function = call.GetProperty("function");
        if (!WireJson.IsFunctionName(WireJson.Text(function, "name")))
            return "A function's name does not match the pattern.";
        using var arguments = JsonDocument.Parse(WireJson.Text(function, "arguments")!);
        return arguments.RootElement.ValueKind != JsonValueKind.Object ? "Arguments that are no object."
            : WireJson.Unknown(call, "tool_calls", ["id", "type", "function", "extra_content"]) ?? WireJson.Unknown(function, "function", "name", "arguments");
    }

    private static string? Content(JsonElement message, string role, bool mayBeMissing)
    {
        if (!message.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
            return mayBeMissing ? null : $"A {role} message without content.";
        if (content.ValueKind == JsonValueKind.String)
            return string.IsNullOrWhiteSpace(content.GetString()) && !mayBeMissing ? $"A {role} message without content." : null;
        if (content.ValueKind != JsonValueKind.Array || content.GetArrayLength() == 0)
            return $"A {role} message without content.";
        foreach (var part in content.EnumerateArray())
        {
            var problem = WireJson.Text(part, "type") switch
            {
                "text" => string.IsNullOrWhiteSpace(WireJson.Text(part, "text")) ? "A text part without text." : WireJson.Unknown(part, "text", "type", "text"),
                "image_url" when role is "user" => Image(part.GetProperty("image_url")),
                var type => $"The part {type} does not belong into a {role} message.",
            };
            if (problem is not null)
                return problem;
        }

        return null;
    }

    private static string? Image(JsonElement image)
    {
        var parts = (WireJson.Text(image, "url") ?? "").Split([':', ';', ','], 4);
        return parts is ["data", var type, "base64", var data] && WireJson.IsImage(type, data) ? WireJson.Unknown(image, "image_url", "url", "detail") : "You uploaded an unsupported image.";
    }
}
