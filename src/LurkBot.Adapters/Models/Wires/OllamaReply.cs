using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Reads a reply of an Ollama, or of a server that speaks as it does.</summary>
/// <param name="options">How the model was asked.</param>
/// <param name="provider">Whose reply it is.</param>
internal sealed class OllamaReply(ChatOptions? options, string provider) : WireReply(options, provider)
{
    private readonly ThinkTags tags = new();

    protected override void Take(JsonElement piece, string? eventName)
    {
        var message = JsonField.Of(piece, "message");
        var done = JsonField.Of(piece, "done") is { ValueKind: JsonValueKind.String } told ? string.Equals(JsonField.Text(told), "true", StringComparison.OrdinalIgnoreCase) ? JsonValueKind.True : JsonValueKind.False : JsonField.Of(piece, "done").ValueKind;
        if (message.ValueKind == JsonValueKind.Undefined && done == JsonValueKind.Undefined)
            return;
        HasBegun = true;
        Name(piece);
        if (JsonField.Text(message, "thinking") is { } thought)
            Think(thought);
        if ((JsonField.Text(message, "content") ?? JsonField.Text(piece, "response")) is { } text)
            tags.Add(text, Say, Think);
        foreach (var call in JsonField.Items(message, "tool_calls"))
        {
            var function = JsonField.Object(call, "function") is { ValueKind: JsonValueKind.Object } inner ? inner : call;
            Calls.Add(JsonField.Text(call, "id"), index: null, JsonField.Text(function, "name"), CallPieces.ArgumentsOf(function), extra: null, isWhole: true);
        }

        if (JsonField.Number(piece, "prompt_eval_count") is { } input)
            (Usage ??= new UsageDetails()).InputTokenCount = input;
        if (JsonField.Number(piece, "eval_count") is { } output)
            (Usage ??= new UsageDetails()).OutputTokenCount = output;
        // Pieces say that they are not the last.
        HasEnded |= done == JsonValueKind.Undefined;
        if (done != JsonValueKind.True)
            return;
        (HasEnded, IsOver) = (true, true);
        Finish = OpenAIReply.ReasonOf(JsonField.Text(piece, "done_reason") ?? "") ?? ChatFinishReason.Stop;
    }

    protected override void Finishing()
    {
        tags.End(Say, Think);
        AddCalls();
        if (HasEnded)
            Finish ??= ChatFinishReason.Stop;
    }

    protected override void CountTokens()
    {
        if (Usage is not null)
            Usage.TotalTokenCount = (Usage.InputTokenCount ?? 0) + (Usage.OutputTokenCount ?? 0);
    }
}
