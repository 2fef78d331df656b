using System.Text;
using System.Text.Json;
using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Reads a reply of Anthropic, or of a gateway that speaks as it does.</summary>
/// <param name="options">How the model was asked.</param>
/// <param name="provider">Whose reply it is.</param>
internal sealed class AnthropicReply(ChatOptions? options, string provider) : WireReply(options, provider)
{
    private readonly StringBuilder signature = new();
    private long? input;
    private long? output;
    private long? cached;
    private long? written;
    private long blocks;
    private long current = -1;
    private readonly Dictionary<long, long> places = [];

    /// <summary>Blocks of another kind than calls, such as those of tools that the provider runs itself.</summary>
    private readonly HashSet<long> others = [];


    protected override void Take(JsonElement piece, string? eventName)
    {
        switch (JsonField.Text(piece, "type") is { Length: > 0 } type ? type : eventName)
        {
            case "message_start":
                TakeMessage(JsonField.Object(piece, "message"));
                break;
            case "content_block_start":
                EndBlock();
                current = blocks++;
                if (JsonField.Number(piece, "index") is { } index)
                    places[index] = current;
                TakeBlock(JsonField.Object(piece, "content_block"), isStart: true);
                break;
            case "content_block_delta":
                // Without a start, the first piece is one.
                if (current < 0)
                    current = blocks++;
                TakeDelta(JsonField.Object(piece, "delta"), JsonField.Number(piece, "index") is { } of && places.TryGetValue(of, out var place) ? place : current);
                break;
            case "content_block_stop":
                EndBlock();
                break;
            case "message_delta":
                TakeEnd(JsonField.Object(piece, "delta"));
                Count(JsonField.Object(piece, "usage"));
                break;
            case "message_stop":
                (HasEnded, IsOver) = (HasBegun, true);
                break;
            case "message" or null when JsonField.Of(piece, "content").ValueKind != JsonValueKind.Undefined:
                TakeMessage(piece);
                HasEnded = true;
                break;
        }
    }

    protected override void Finishing()
    {
        EndBlock();
        AddCalls();
        if (HasEnded)
            Finish ??= Calls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;
    }

    protected override void CountTokens()
    {
        if (input is null && output is null)
            return;
        // What was read from the cache or put into it is counted apart.
        var all = (input ?? 0) + (cached ?? 0) + (written ?? 0);
        Usage = new UsageDetails { InputTokenCount = all, OutputTokenCount = output, TotalTokenCount = all + (output ?? 0), CachedInputTokenCount = cached };
        if (written is { } tokens)
            Usage.AdditionalCounts = new() { ["CacheCreationInputTokens"] = tokens };
    }

    private void TakeMessage(JsonElement message)
    {
        HasBegun = true;
        Name(message);
        Count(JsonField.Object(message, "usage"));
        if (JsonField.Text(message, "content") is { } text)
            Say(text);
        foreach (var block in JsonField.Items(message, "content"))
        {
            current = blocks++;
            TakeBlock(block, isStart: false);
            EndBlock();
        }

        TakeEnd(message);
    }

    private void TakeBlock(JsonElement block, bool isStart)
    {
        HasBegun = true;
        if (JsonField.Text(block, "type") is "redacted_thinking")
        {
            if (JsonField.Text(block, "data") is { Length: > 0 } data)
            {
                var redacted = new TextReasoningContent("") { ProtectedData = data };
                SignedReasoning.Stamp(redacted, "", redacted: true);
                Add(redacted);
            }

            return;
        }

        if (JsonField.Text(block, "name") is { } name && JsonField.Text(block, "type") is not "server_tool_use")
        {
            var given = JsonField.Of(block, "input");
            // In a stream the arguments come in pieces behind an empty object.
            var isEmpty = given.ValueKind == JsonValueKind.Object && !given.EnumerateObject().Any();
            Calls.Add(JsonField.Text(block, "id"), current, name, isStart && isEmpty ? default : given, extra: null, isWhole: true);
            return;
        }

        if (isStart && JsonField.Text(block, "type") is { Length: > 0 })
            others.Add(current);
        TakeDelta(block, current);
    }

    /// <summary>What a piece is its fields tell: the name of its kind may be missing.</summary>
    private void TakeDelta(JsonElement delta, long block)
    {
        HasBegun = true;
        if (JsonField.Text(delta, "thinking") is { } thought)
            Think(thought);
        if (JsonField.Text(delta, "signature") is { } signed)
            signature.Append(signed);
        if (JsonField.Text(delta, "text") is { } text)
            Say(text);
        if (JsonField.Of(delta, "partial_json") is { ValueKind: not JsonValueKind.Undefined } arguments && Calls.Count > 0 && !others.Contains(block))
            Calls.Add(id: null, block, name: null, arguments, extra: null);
    }

    private void EndBlock()
    {
        var signed = new TextReasoningContent("") { ProtectedData = signature.ToString() };
        if (signature.Length > 0 && SignedReasoning.ReturnedOf(signed) is null)
            Add(signed);
        signature.Clear();
    }

    private void TakeEnd(JsonElement message)
    {
        if (JsonField.Text(message, "stop_reason") is not { } reason)
            return;
        HasEnded = true;
        Finish = OpenAIReply.ReasonOf(reason) ?? Finish;
    }

    private void Count(JsonElement usage)
    {
        input = JsonField.Number(usage, "input_tokens") ?? input;
        output = JsonField.Number(usage, "output_tokens") ?? output;
        cached = JsonField.Number(usage, "cache_read_input_tokens") ?? cached;
        written = JsonField.Number(usage, "cache_creation_input_tokens") ?? written;
    }
}
