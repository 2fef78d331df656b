using System.Text;
using System.Text.Json;
using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Reads a reply of OpenAI's chat completions, or of a server that takes itself to be compatible with them.</summary>
/// <param name="options">How the model was asked.</param>
/// <param name="provider">Whose reply it is.</param>
internal sealed class OpenAIReply(ChatOptions? options, string provider) : WireReply(options, provider)
{
    private readonly ThinkTags tags = new();
    private readonly ReasoningDetails details = new();
    private long highest;
    private bool isOneOfSeveral;
    private bool hasDelta;
    private bool hasReasoningContent;
    private string? extra;

    protected override void Take(JsonElement piece, string? eventName)
    {
        Count(JsonField.Object(piece, "usage"));
        Count(JsonField.Object(JsonField.Object(piece, "x_groq"), "usage"));
        if (JsonField.Of(piece, "choices").ValueKind == JsonValueKind.Undefined)
            return;
        Name(piece);
        // Only one was asked for: where several come, the first.
        var choices = JsonField.Items(piece, "choices").Where(item => item.ValueKind == JsonValueKind.Object).ToList();
        if (choices.OrderBy(item => JsonField.Number(item, "index") ?? 0).FirstOrDefault() is not { ValueKind: JsonValueKind.Object } choice)
            return;
        HasBegun = true;
        var number = JsonField.Number(choice, "index") ?? 0;
        isOneOfSeveral |= choices.Count > 1 || number < highest;
        highest = Math.Max(highest, number);
        if (number > 0 && isOneOfSeveral)
            return;
        // Moonshot counts in the choice.
        Count(JsonField.Object(choice, "usage"));
        var delta = JsonField.Object(choice, "delta");
        if (delta.ValueKind == JsonValueKind.Object)
        {
            hasDelta = true;
            TakeMessage(delta);
        }
        else if (JsonField.Object(choice, "message") is { ValueKind: JsonValueKind.Object } message)
        {
            // Behind pieces it would be all of them again.
            if (!hasDelta)
                TakeMessage(message);
            else if (Calls.Count == 0)
                TakeCalls(message);
            HasEnded |= JsonField.Text(piece, "object") is not "chat.completion.chunk";
        }
        else if (JsonField.Text(choice, "text") is { } text)
        {
            tags.Add(text, Say, Think);
        }

        if (JsonField.Text(choice, "finish_reason") is { } reason)
        {
            HasEnded = true;
            Finish = FailureOf(reason) is { } failure ? throw failure : ReasonOf(reason) ?? Finish;
        }
    }

    protected override void Finishing()
    {
        tags.End(Say, Think);
        var extras = AddCalls();
        if (HasEnded)
            Finish = Finish is null || Finish == ChatFinishReason.Stop ? Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop : Finish;
        var kept = details.ToList();
        if (hasReasoningContent || kept.Count > 0 || extra is not null || extras.Any(item => item is not null))
            AddReturned(Write(extras, kept));
    }

    /// <summary>What the words mean that servers use for the end; all that is not known is an end like any other.</summary>
    internal static ChatFinishReason? ReasonOf(string reason) => reason.ToUpperInvariant() switch
    {
        "" => null,
        "LENGTH" or "MAX_TOKENS" or "MAX_OUTPUT_TOKENS" or "MODEL_LENGTH" or "MODEL_CONTEXT_WINDOW_EXCEEDED" => ChatFinishReason.Length,
        "CONTENT_FILTER" or "CONTENT_FILTERED" or "REFUSAL" or "SAFETY" or "RECITATION" or "BLOCKLIST" or "PROHIBITED_CONTENT" or "SPII" or "SENSITIVE" => ChatFinishReason.ContentFilter,
        "TOOL_CALLS" or "TOOL_USE" or "FUNCTION_CALL" => ChatFinishReason.ToolCalls,
        _ => ChatFinishReason.Stop,
    };

    /// <summary>Reasons that mean that the reply is not what the model wanted to say.</summary>
    private static ModelException? FailureOf(string reason) => reason.ToUpperInvariant() switch
    {
        "INSUFFICIENT_SYSTEM_RESOURCE" => new ModelException(ModelFailure.Overloaded, "The provider broke the reply off, since it is overloaded (insufficient_system_resource). Try again later, or choose another model."),
        "ERROR" or "NETWORK_ERROR" => new ModelException(ModelFailure.Unknown, "The provider broke the reply off with an error that it does not name. Ask again, or choose another model."),
        var other when other.EndsWith("MALFORMED_FUNCTION_CALL", StringComparison.Ordinal) => new ModelException(ModelFailure.Unknown, "The model tried to call a tool, but what it wrote is not a call (MALFORMED_FUNCTION_CALL). Ask again, or choose another model."),
        _ => null,
    };

    private void TakeMessage(JsonElement message)
    {
        var thought = JsonField.Of(message, "reasoning_content");
        hasReasoningContent |= thought.ValueKind == JsonValueKind.String;
        foreach (var name in (string[])["reasoning", "thinking"])
            thought = thought.ValueKind == JsonValueKind.Undefined ? JsonField.Of(message, name) : thought;
        var given = JsonField.Items(message, "reasoning_details").Where(detail => detail.ValueKind == JsonValueKind.Object).ToList();
        foreach (var detail in given)
            details.Add(detail, isPiece: hasDelta);
        if (thought.ValueKind != JsonValueKind.Undefined)
            TakeThought(thought);
        else if (given.Count > 0)
            TakeThought(JsonField.Of(message, "reasoning_details"));
        // Google says there, too, which words are thoughts; that is not for sending back.
        if (JsonField.Object(message, "extra_content") is { ValueKind: JsonValueKind.Object } content && content.GetRawText().Contains("signature", StringComparison.Ordinal))
            extra = content.GetRawText();
        TakeContent(JsonField.Of(message, "content"));
        if (JsonField.Text(message, "refusal") is { Length: > 0 } refusal)
            Add(new ErrorContent(refusal));
        // Words that were spoken.
        TakeContent(JsonField.Of(JsonField.Object(message, "audio"), "transcript"));
        TakeCalls(message);
    }

    private void TakeCalls(JsonElement message)
    {
        foreach (var call in JsonField.Items(message, "tool_calls").Concat(JsonField.Items(message, "function_call")))
        {
            var function = JsonField.Object(call, "function") is { ValueKind: JsonValueKind.Object } inner ? inner : call;
            var back = JsonField.Object(call, "extra_content") is { ValueKind: JsonValueKind.Object } own ? own.GetRawText() : null;
            Calls.Add(JsonField.Text(call, "id"), JsonField.Number(call, "index"), JsonField.Text(function, "name"), CallPieces.ArgumentsOf(function), back);
        }
    }

    /// <summary>Text, or parts of any kind: those that think are reasoning.</summary>
    private void TakeContent(JsonElement content)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                tags.Add(JsonField.Text(content), Say, Think);
                break;
            case JsonValueKind.Array:
                foreach (var part in content.EnumerateArray())
                    TakeContent(part);
                break;
            case JsonValueKind.Object when JsonField.Text(content, "type") is "thinking" or "reasoning" || JsonField.Of(content, "thinking").ValueKind != JsonValueKind.Undefined:
                TakeThought(content);
                break;
            case JsonValueKind.Object when JsonField.Text(content, "refusal") is { Length: > 0 } refusal:
                Add(new ErrorContent(refusal));
                break;
            case JsonValueKind.Object:
                TakeContent(JsonField.Of(content, "text") is { ValueKind: not JsonValueKind.Undefined } inner ? inner : JsonField.Of(content, "value"));
                break;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                Say(content.GetRawText());
                break;
        }
    }

    private void TakeThought(JsonElement thought)
    {
        switch (thought.ValueKind)
        {
            case JsonValueKind.String:
                Think(JsonField.Text(thought));
                break;
            case JsonValueKind.Array:
                foreach (var part in thought.EnumerateArray())
                    TakeThought(part);
                break;
            case JsonValueKind.Object:
                TakeThought(((string[])["thinking", "text", "summary", "reasoning", "content"]).Select(name => JsonField.Of(thought, name)).FirstOrDefault(value => value.ValueKind != JsonValueKind.Undefined));
                break;
        }
    }

    /// <summary>Some servers send growing counts with every piece; a count that is missing does not take one away.</summary>
    private void Count(JsonElement usage)
    {
        if (usage.ValueKind == JsonValueKind.Undefined)
            return;
        Usage ??= new UsageDetails();
        Usage.InputTokenCount = JsonField.Number(usage, "prompt_tokens") ?? Usage.InputTokenCount;
        Usage.OutputTokenCount = JsonField.Number(usage, "completion_tokens") ?? Usage.OutputTokenCount;
        Usage.TotalTokenCount = JsonField.Number(usage, "total_tokens") ?? Usage.TotalTokenCount;
        Usage.CachedInputTokenCount = JsonField.Number(JsonField.Of(usage, "prompt_tokens_details"), "cached_tokens") ?? JsonField.Number(usage, "prompt_cache_hit_tokens") ?? Usage.CachedInputTokenCount;
        Usage.ReasoningTokenCount = JsonField.Number(JsonField.Of(usage, "completion_tokens_details"), "reasoning_tokens") ?? Usage.ReasoningTokenCount;
    }

    /// <summary>What is nested too deeply for a history is not kept.</summary>
    private void AddReturned(string json)
    {
        try
        {
            using var whole = JsonDocument.Parse(json);
            Add(SignedReasoning.CreateReturned(json));
        }
        catch (JsonException)
        {
            // The provider can do without it, or says what it misses.
        }
    }

    private string Write(IReadOnlyList<string?> extras, IReadOnlyList<string> kept)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            if (hasReasoningContent)
                json.WriteBoolean("reasoning_content"u8, value: true);
            if (kept.Count > 0)
            {
                json.WriteStartArray("reasoning_details"u8);
                foreach (var detail in kept)
                    json.WriteRawValue(detail);
                json.WriteEndArray();
            }

            if (extra is not null)
            {
                json.WritePropertyName("extra_content"u8);
                json.WriteRawValue(extra);
            }

            if (extras.Any(item => item is not null))
            {
                json.WriteStartArray("calls"u8);
                foreach (var item in extras)
                    json.WriteRawValue(item ?? "null");
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
