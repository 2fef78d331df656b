using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace LurkBot.Commands;

/// <summary>One content of a message: <c>text</c>, <c>reasoning</c>, <c>call</c>, <c>result</c> or <c>file</c>.</summary>
/// <param name="Kind">What it is; another word for what is none of these.</param>
/// <param name="Text">The text, a call's arguments, a result, or a file's type; null for reasoning.</param>
/// <param name="Name">The tool of a call.</param>
/// <param name="Failed">Whether a call failed.</param>
internal sealed record ContextContentJson(
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Name = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Failed = false)
{
    /// <summary>The record of a content.</summary>
    public static ContextContentJson Of(AIContent content) => content switch
    {
        FunctionCallContent call => new("call", ArgumentsOf(call), call.Name),
        FunctionResultContent result => new("result", result.Result?.ToString() ?? "", Failed: result.Exception is not null),
        TextContent said => new("text", said.Text),
        TextReasoningContent => new("reasoning", null),
        UriContent file => new("file", file.MediaType),
        _ => new(content.GetType().Name, null),
    };

    /// <summary>A call's arguments on one line.</summary>
    public static string ArgumentsOf(FunctionCallContent call) => call.Arguments is null ? "" : string.Join(" ", call.Arguments.Select(pair => $"{pair.Key}={pair.Value}"));
}
