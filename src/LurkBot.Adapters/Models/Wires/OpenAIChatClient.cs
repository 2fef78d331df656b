using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat), and the servers that call themselves compatible with them.</summary>
/// <param name="http">Sends.</param>
/// <param name="place">Who is asked.</param>
/// <param name="time">The clock.</param>
internal sealed class OpenAIChatClient(HttpClient http, WirePlace place, TimeProvider time) : WireChatClient(http, place, time)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int MistralIdLength = 9;

    /// <summary>What Google takes in the place of a signature that there is none of: https://ai.google.dev/gemini-api/docs/thought-signatures.</summary>
    private const string NoSignature = """{"google":{"thought_signature":"skip_thought_signature_validator"}}""";

    private static readonly string[] Mistrals = ["mistral", "mixtral", "magistral", "ministral", "codestral", "devstral", "pixtral"];

    protected override WireReply Begin(ChatOptions? options) => new OpenAIReply(options, Place.Owner);

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

        foreach (var message in messages)
            WriteMessage(json, message);
        json.WriteEndArray();
        if (options?.MaxOutputTokens is { } most)
            json.WriteNumber("max_completion_tokens"u8, most);
        json.WriteFloat("temperature", options?.Temperature);
        json.WriteFloat("top_p", options?.TopP);
        json.WriteStops("stop", options);
        if (EffortOf(options?.Reasoning?.Effort) is { } effort)
            json.WriteString("reasoning_effort"u8, effort);
        WriteTools(json, options);
        if (!isStreamed)
            return;
        json.WriteBoolean("stream"u8, value: true);
        json.WriteStartObject("stream_options"u8);
        json.WriteBoolean("include_usage"u8, value: true);
        json.WriteEndObject();
    });

    private static string? EffortOf(ReasoningEffort? effort) => effort switch
    {
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        ReasoningEffort.ExtraHigh => "xhigh",
        _ => null,
    };

    private static void WriteTools(Utf8JsonWriter json, ChatOptions? options)
    {
        var tools = WireWriter.ToolsOf(options);
        if (tools.Count == 0)
            return;
        json.WriteFunctions(tools);
        json.WriteString("tool_choice"u8, options!.ToolMode switch
        {
            NoneChatToolMode => "none",
            RequiredChatToolMode => "required",
            _ => "auto",
        });
        if (options.AllowMultipleToolCalls is { } several)
            json.WriteBoolean("parallel_tool_calls"u8, several);
    }

    private void WriteMessage(Utf8JsonWriter json, ChatMessage message)
    {
        if (message.Role == ChatRole.Assistant)
        {
            WriteAssistant(json, message);
            return;
        }

        foreach (var result in message.Contents.OfType<FunctionResultContent>())
        {
            json.WriteStartObject();
            json.WriteString("role"u8, "tool"u8);
            json.WriteString("tool_call_id"u8, IdOf(result.CallId));
            json.WriteText("content", WireWriter.ResultOf(result));
            json.WriteEndObject();
        }

        if (message.Role != ChatRole.User)
            return;
        var (text, images) = (WireWriter.TextOf(message), WireWriter.ImagesOf(message).ToList());
        if (string.IsNullOrWhiteSpace(text) && images.Count == 0)
            return;
        json.WriteStartObject();
        json.WriteString("role"u8, "user"u8);
        if (images.Count == 0)
            json.WriteText("content", text);
        else
            WriteParts(json, message);
        json.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter json, ChatMessage message)
    {
        json.WriteStartArray("content"u8);
        foreach (var content in message.Contents)
        {
            if (content is TextContent text && !string.IsNullOrWhiteSpace(text.Text))
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "text"u8);
                json.WriteText("text", text.Text);
                json.WriteEndObject();
            }
            else if (content is DataContent image && image.HasTopLevelMediaType("image"))
            {
                json.WriteStartObject();
                json.WriteString("type"u8, "image_url"u8);
                json.WriteStartObject("image_url"u8);
                json.WriteString("url"u8, $"data:{image.MediaType};base64,{image.Base64Data}");
                json.WriteEndObject();
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private void WriteAssistant(Utf8JsonWriter json, ChatMessage message)
    {
        var (text, calls) = (WireWriter.TextOf(message), message.Contents.OfType<FunctionCallContent>().ToList());
        if (string.IsNullOrWhiteSpace(text) && calls.Count == 0)
            return;
        var own = message.Contents.OfType<TextReasoningContent>().FirstOrDefault(thought => SignedReasoning.ReturnedOf(thought) is not null);
        using var returned = JsonDocument.Parse(own is null ? "{}" : SignedReasoning.ReturnedOf(own)!, JsonField.Deep);
        var back = returned.RootElement;
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant"u8);
        if (string.IsNullOrWhiteSpace(text))
            json.WriteNull("content"u8);
        else
            json.WriteText("content", text);
        // A turn that is over needs no reasoning, but for calls some want it for ever.
        if (calls.Count > 0 && JsonField.Of(back, "reasoning_content").ValueKind == JsonValueKind.True)
            json.WriteText("reasoning_content", own!.Text);
        foreach (var name in (string[])["reasoning_details", "extra_content"])
        {
            if (JsonField.Of(back, name) is not { ValueKind: JsonValueKind.Array or JsonValueKind.Object } value)
                continue;
            json.WritePropertyName(name);
            json.WriteRawValue(value.GetRawText());
        }

        if (calls.Count > 0)
            WriteCalls(json, calls, [.. JsonField.Items(back, "calls")]);
        json.WriteEndObject();
    }

    private void WriteCalls(Utf8JsonWriter json, List<FunctionCallContent> calls, IReadOnlyList<JsonElement> extras)
    {
        var isSigned = extras.Any(extra => extra.ValueKind == JsonValueKind.Object);
        json.WriteStartArray("tool_calls"u8);
        for (var i = 0; i < calls.Count; i++)
        {
            json.WriteStartObject();
            json.WriteString("id"u8, IdOf(calls[i].CallId));
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, calls[i].Name);
            json.WriteString("arguments"u8, WireWriter.Write(fields => WireWriter.WriteArgumentFields(fields, calls[i])));
            json.WriteEndObject();
            // Of calls beside each other Google signs the first.
            var extra = i < extras.Count && extras[i].ValueKind == JsonValueKind.Object ? extras[i].GetRawText() : i == 0 && !isSigned && WantsSignatures ? NoSignature : null;
            if (extra is not null)
            {
                json.WritePropertyName("extra_content"u8);
                json.WriteRawValue(extra);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Whether the model refuses calls without a signature, also those that another model made.</summary>
    private bool WantsSignatures => Place.Model.StartsWith("gemini-", StringComparison.Ordinal) && !Place.Model.StartsWith("gemini-1", StringComparison.Ordinal) && !Place.Model.StartsWith("gemini-2", StringComparison.Ordinal);

    /// <summary>Mistral takes only ids of nine letters and digits, wherever its models run.</summary>
    private string IdOf(string id)
    {
        if (!Place.Address.Host.EndsWith("mistral.ai", StringComparison.OrdinalIgnoreCase) && !Array.Exists(Mistrals, name => Place.Model.Contains(name, StringComparison.OrdinalIgnoreCase)))
            return id;
        if (id.Length == MistralIdLength && id.All(char.IsAsciiLetterOrDigit))
            return id;
        return string.Concat(SHA256.HashData(Encoding.UTF8.GetBytes(id)).Take(MistralIdLength).Select(value => Letters[value % Letters.Length]));
    }
}
