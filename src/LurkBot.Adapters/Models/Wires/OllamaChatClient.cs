using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Ollama's chat: https://github.com/ollama/ollama/blob/main/docs/api.md.</summary>
/// <param name="http">Sends.</param>
/// <param name="place">Who is asked.</param>
/// <param name="time">The clock.</param>
internal sealed class OllamaChatClient(HttpClient http, WirePlace place, TimeProvider time) : WireChatClient(http, place, time)
{
    protected override WireReply Begin(ChatOptions? options) => new OllamaReply(options, Place.Owner);

    protected override byte[] Write(IReadOnlyList<ChatMessage> messages, ChatOptions? options, bool isStreamed) => WireWriter.Write(json =>
    {
        json.WriteString("model"u8, Place.Model);
        json.WriteStartArray("messages"u8);
        if (WireWriter.SystemOf(messages, options) is { Length: > 0 } system)
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "system"u8);
            json.WriteText("content", system);
            json.WriteEndObject();
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var message in messages.Where(message => message.Role != ChatRole.System))
            WriteMessage(json, message, names);
        json.WriteEndArray();
        json.WriteBoolean("stream"u8, isStreamed);
        if (options?.Reasoning?.Effort is { } effort)
            WriteEffort(json, effort);
        json.WriteFunctions(WireWriter.ToolsOf(options));
        json.WriteStartObject("options"u8);
        if (options?.MaxOutputTokens is { } most)
            json.WriteNumber("num_predict"u8, most);
        json.WriteFloat("temperature", options?.Temperature);
        json.WriteFloat("top_p", options?.TopP);
        json.WriteStops("stop", options);
        json.WriteEndObject();
    });

    private static void WriteEffort(Utf8JsonWriter json, ReasoningEffort effort)
    {
        if (effort == ReasoningEffort.None)
            json.WriteBoolean("think"u8, value: false);
        else
            json.WriteString("think"u8, effort switch { ReasoningEffort.Low => "low", ReasoningEffort.Medium => "medium", _ => "high" });
    }

    private static void WriteMessage(Utf8JsonWriter json, ChatMessage message, Dictionary<string, string> names)
    {
        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "tool"u8);
            json.WriteText("content", WireWriter.ResultOf(result));
            if (names.TryGetValue(result.CallId, out var name))
                json.WriteString("tool_name"u8, name);
            json.WriteString("tool_call_id"u8, result.CallId);
            json.WriteEndObject();
        }

        if (message.Role == ChatRole.Tool)
            return;
        var (text, images, calls) = (WireWriter.TextOf(message), WireWriter.ImagesOf(message).ToList(), message.Contents.OfType<FunctionCallContent>().ToList());
        if (string.IsNullOrWhiteSpace(text) && images.Count == 0 && calls.Count == 0)
            return;
        json.WriteStartObject();
        json.WriteString("role"u8, message.Role == ChatRole.Assistant ? "assistant"u8 : "user"u8);
        json.WriteText("content", text);
        if (images.Count > 0)
        {
            json.WriteStartArray("images"u8);
            foreach (var image in images)
                json.WriteBase64StringValue(image.Data.Span);
            json.WriteEndArray();
        }

        if (calls.Count > 0)
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                names[call.CallId] = call.Name;
                json.WriteStartObject();
                json.WriteString("id"u8, call.CallId);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, call.Name);
                json.WritePropertyName("arguments"u8);
                json.WriteArguments(call);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
