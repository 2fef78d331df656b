using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace LurkBot.Commands;

/// <summary>A message as a model gets it: its text in one piece, and its contents one by one.</summary>
internal sealed record ContextMessageJson(
    string Role,
    string Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Calls,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Results,
    IReadOnlyList<ContextContentJson> Contents)
{
    /// <summary>The record of a message.</summary>
    public static ContextMessageJson Of(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().Select(call => $"{call.Name} {ContextContentJson.ArgumentsOf(call)}").ToList();
        var results = message.Contents.OfType<FunctionResultContent>().Select(result => result.Result?.ToString()).ToList();
        return new(
            message.Role.Value,
            message.Text,
            calls.Count == 0 ? null : string.Join(", ", calls),
            results.Count == 0 ? null : string.Join("\n", results),
            [.. message.Contents.Select(ContextContentJson.Of)]);
    }
}
