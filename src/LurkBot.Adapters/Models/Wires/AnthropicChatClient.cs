using System.Text.Json;
using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Anthropic's messages: https://docs.claude.com/en/api/messages. Marks tell how far a request will stay the same, so that the next
/// one is read from the cache.
/// </summary>
/// <param name="http">Sends.</param>
/// <param name="place">Who is asked.</param>
/// <param name="time">The clock.</param>
internal sealed class AnthropicChatClient(HttpClient http, WirePlace place, TimeProvider time) : WireChatClient(http, place, time)
{
    /// <summary>The field is required.</summary>
    private const int UsualTokens = 1024;

    private const int LeastBudget = 1024;

    /// <summary>Anthropic counts from 0 to 1, others to 2.</summary>
    private const float HighestTemperature = 1;

    protected override WireReply Begin(ChatOptions? options) => new AnthropicReply(options, Place.Owner);

    protected override byte[] Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool isStreamed)
    {
        options = AnthropicThinking.Fit(options, messages);
        var said = Merge(messages);
        var marked = AnthropicCacheMarks.Of(said);
        return WireWriter.Write(json =>
        {
            json.WriteString("model"u8, Place.Model);
            json.WriteNumber("max_tokens"u8, options?.MaxOutputTokens ?? UsualTokens);
            if (WireWriter.SystemOf(messages, options) is { Length: > 0 } system)
            {
                json.WriteStartArray("system"u8);
                json.WriteStartObject();
                json.WriteString("type"u8, "text"u8);
                json.WriteText("text", system);
                json.WriteEndObject();
                json.WriteEndArray();
            }

            json.WriteStartArray("messages"u8);
            for (var i = 0; i < said.Count; i++)
            {
                json.WriteStartObject();
                json.WriteString("role"u8, said[i].Role == ChatRole.Assistant ? "assistant"u8 : "user"u8);
                json.WriteStartArray("content"u8);
                for (var j = 0; j < said[i].Contents.Count; j++)
                    WriteBlock(json, said[i].Contents[j], isMarked: marked.Contains(said[i].Contents[j]));
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            WriteTools(json, options);
            WriteThinking(json, options);
            if (options?.Reasoning is not { Effort: not ReasoningEffort.None } && options?.Temperature is { } temperature)
                json.WriteFloat("temperature", Math.Min(temperature, HighestTemperature));
            json.WriteFloat("top_p", options?.TopP);
            json.WriteStops("stop_sequences", options);
            if (isStreamed)
                json.WriteBoolean("stream"u8, value: true);
        });
    }

    /// <summary>Messages of one side that follow each other are one; results of tools come first by their order.</summary>
    private static List<(ChatRole Role, List<AIContent> Contents)> Merge(IReadOnlyList<ChatMessage> messages)
    {
        var merged = new List<(ChatRole Role, List<AIContent> Contents)>();
        foreach (var message in messages.Where(message => message.Role != ChatRole.System))
        {
            var role = message.Role == ChatRole.Assistant ? ChatRole.Assistant : ChatRole.User;
            var contents = message.Contents.Where(IsSent).ToList();
            if (contents.Count == 0)
                continue;
            if (merged.Count > 0 && merged[^1].Role == role)
                merged[^1].Contents.AddRange(contents);
            else
                merged.Add((role, contents));
        }

        return merged;
    }

    private static bool IsSent(AIContent content) => content switch
    {
        TextContent text => !string.IsNullOrWhiteSpace(text.Text),
        TextReasoningContent thought => !string.IsNullOrEmpty(thought.ProtectedData) && SignedReasoning.ReturnedOf(thought) is null,
        DataContent data => data.HasTopLevelMediaType("image"),
        _ => content is FunctionCallContent or FunctionResultContent,
    };

    private static void WriteTools(Utf8JsonWriter json, ChatOptions? options)
    {
        var tools = WireWriter.ToolsOf(options);
        if (tools.Count == 0)
            return;
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("name"u8, tool.Name);
            json.WriteText("description", tool.Description);
            json.WriteSchema("input_schema", tool);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (options!.ToolMode is not (NoneChatToolMode or RequiredChatToolMode))
            return;
        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, options.ToolMode is NoneChatToolMode ? "none"u8 : "any"u8);
        json.WriteEndObject();
    }

    private void WriteThinking(Utf8JsonWriter json, ChatOptions? options)
    {
        if (options?.Reasoning?.Effort is not { } effort)
            return;
        var (most, budget) = (options.MaxOutputTokens ?? UsualTokens, ReasoningBudget.Tokens(effort));
        var isAdaptive = AnthropicThinking.IsAdaptive(Place.Model);
        if (effort == ReasoningEffort.None || (!isAdaptive && most <= LeastBudget))
        {
            json.WriteStartObject("thinking"u8);
            json.WriteString("type"u8, "disabled"u8);
            json.WriteEndObject();
            return;
        }

        if (isAdaptive)
        {
            json.WriteStartObject("output_config"u8);
            json.WriteString("effort"u8, effort switch { ReasoningEffort.Low => "low", ReasoningEffort.Medium => "medium", ReasoningEffort.High => "high", _ => "max" });
            json.WriteEndObject();
        }

        json.WriteStartObject("thinking"u8);
        json.WriteString("type"u8, isAdaptive ? "adaptive"u8 : "enabled"u8);
        if (isAdaptive)
            json.WriteString("display"u8, "summarized"u8);
        else
            json.WriteNumber("budget_tokens"u8, Math.Clamp(budget, LeastBudget, most - 1));
        json.WriteEndObject();
    }

    private static void WriteBlock(Utf8JsonWriter json, AIContent content, bool isMarked)
    {
        json.WriteStartObject();
        switch (content)
        {
            case TextContent text:
                json.WriteString("type"u8, "text"u8);
                json.WriteText("text", text.Text);
                break;
            case TextReasoningContent thought when SignedReasoning.IsRedacted(thought):
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteString("data"u8, thought.ProtectedData);
                break;
            case TextReasoningContent thought:
                json.WriteString("type"u8, "thinking"u8);
                json.WriteText("thinking", thought.Text);
                json.WriteString("signature"u8, thought.ProtectedData);
                break;
            case DataContent image:
                json.WriteString("type"u8, "image"u8);
                json.WriteStartObject("source"u8);
                json.WriteString("type"u8, "base64"u8);
                json.WriteString("media_type"u8, image.MediaType);
                json.WriteBase64String("data"u8, image.Data.Span);
                json.WriteEndObject();
                break;
            case FunctionCallContent call:
                json.WriteString("type"u8, "tool_use"u8);
                json.WriteString("id"u8, call.CallId);
                json.WriteString("name"u8, call.Name);
                json.WritePropertyName("input"u8);
                json.WriteArguments(call);
                break;
            case FunctionResultContent result:
                json.WriteString("type"u8, "tool_result"u8);
                json.WriteString("tool_use_id"u8, result.CallId);
                json.WriteText("content", WireWriter.ResultOf(result));
                if (result.Exception is not null)
                    json.WriteBoolean("is_error"u8, value: true);
                break;
        }

        if (isMarked)
        {
            json.WriteStartObject("cache_control"u8);
            json.WriteString("type"u8, "ephemeral"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
