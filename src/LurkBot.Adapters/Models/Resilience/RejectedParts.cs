using System.Security.Cryptography;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Finds what a provider that calls a request invalid probably means: how it is asked, images, else the newest tool results; and
/// remembers what one model refused, so that it is not asked twice in every turn while that is in its context.
/// </summary>
internal sealed class RejectedParts
{
    private const string Instead = "[Left out: the provider refused it.]";

    /// <summary>What providers speak of when a model cannot think.</summary>
    private static readonly string[] Thinking = ["reasoning", "thinking", "effort"];

    /// <summary>What providers speak of when a model cannot use tools, as Ollama does: "does not support tools".</summary>
    private static readonly string[] Tools = ["tools", "tool use", "tool calling", "function calling"];

    /// <summary>What providers speak of when a step lacks what they gave with it, or has what another gave.</summary>
    private static readonly string[] Signatures = ["signature", "reasoning_content", "reasoning_details", "thinking block", "encrypted_content", "tool_call_id", "tool call id", "tool_use_id"];

    private readonly HashSet<string> parts = new(StringComparer.Ordinal);
    private readonly HashSet<string> steps = new(StringComparer.Ordinal);
    private bool reasoning;
    private bool temperature;
    private bool tools;

    /// <summary>The request without that part.</summary>
    /// <param name="request">The request.</param>
    /// <param name="refusal">What the provider says.</param>
    /// <param name="original">The request before anything was left out of it: what did not help comes back.</param>
    /// <returns>The rest, and in words what was left out; null when there is nothing but text to leave out.</returns>
    public static (ModelRequest Fewer, string What)? LeaveOut(ModelRequest request, string refusal, ModelRequest original)
    {
        if (Array.Exists(Signatures, word => refusal.Contains(word, StringComparison.OrdinalIgnoreCase)) && StepsAsText.Write(request.Messages, isMeant: _ => true) is { } told)
            return (request with { Messages = told }, StepsAsText.Note);
        if (request.Options?.Temperature is not null && refusal.Contains("temperature", StringComparison.OrdinalIgnoreCase))
            return (WithoutTemperature(request), "The model cannot be told a temperature (LURKBOT_TEMPERATURE); it was asked again without it.");
        if (request.Options?.Reasoning is not null && Array.Exists(Thinking, word => refusal.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return (WithoutReasoning(request), "The model cannot be told how much to think (LURKBOT_REASONING); it was asked again without that.");
        if (request.Options?.Tools is { Count: > 0 } && refusal.Contains("support", StringComparison.OrdinalIgnoreCase) && Array.Exists(Tools, word => refusal.Contains(word, StringComparison.OrdinalIgnoreCase)))
            return (WithoutTools(request), "The model cannot use tools; it was asked again without them.");
        if (LeaveOutParts(request.Messages) is var (rest, what))
            return (request with { Messages = rest }, what);
        return StepsAsText.Calls(request.Messages).Any() && StepsAsText.Write(original.Messages, isMeant: _ => true) is { } text ? (request with { Messages = text }, StepsAsText.Note) : null;
    }

    /// <summary>The request without what was refused before; nobody is told of that again.</summary>
    public ModelRequest LeaveOutKnown(ModelRequest request)
    {
        if (temperature && request.Options?.Temperature is not null)
            request = WithoutTemperature(request);
        if (reasoning && request.Options?.Reasoning is not null)
            request = WithoutReasoning(request);
        if (tools && request.Options?.Tools is { Count: > 0 })
            request = WithoutTools(request);
        if (steps.Count > 0 && StepsAsText.Write(request.Messages, steps.Contains) is { } text)
            request = request with { Messages = text };
        return parts.Count == 0 ? request : request with { Messages = [.. request.Messages.Select(message => Without(message, content => KeyOf(content) is { } key && parts.Contains(key)))] };
    }

    /// <summary>Remembers what made the difference between a request that was refused and one that was not.</summary>
    public void Learn(ModelRequest refused, ModelRequest accepted)
    {
        temperature |= refused.Options?.Temperature is not null && accepted.Options?.Temperature is null;
        reasoning |= refused.Options?.Reasoning is not null && accepted.Options?.Reasoning is null;
        tools |= refused.Options?.Tools is { Count: > 0 } && accepted.Options?.Tools is null;
        steps.UnionWith(StepsAsText.Calls(refused.Messages).Except(StepsAsText.Calls(accepted.Messages), StringComparer.Ordinal));
        var kept = Keys(accepted, withResults: true).ToHashSet(StringComparer.Ordinal);
        // Results that are told as text are not gone.
        parts.UnionWith(Keys(refused, withResults: steps.Count == 0).Where(key => !kept.Contains(key)));
    }

    private static IEnumerable<string> Keys(ModelRequest request, bool withResults) =>
        request.Messages.SelectMany(message => message.Contents).Where(content => withResults || content is not FunctionResultContent).Select(KeyOf).OfType<string>();

    /// <summary>Tells parts apart that can be refused; null for what never is left out.</summary>
    private static string? KeyOf(AIContent content) => content switch
    {
        DataContent data => Convert.ToHexString(SHA256.HashData(data.Data.Span)),
        UriContent uri => uri.Uri.ToString(),
        HostedFileContent file => file.FileId,
        FunctionResultContent { Result: not Instead } result => $"{result.CallId} {result.Result}",
        _ => null,
    };

    private static ModelRequest WithoutTemperature(ModelRequest request)
    {
        var options = request.Options!.Clone();
        options.Temperature = null;
        return request with { Options = options };
    }

    private static ModelRequest WithoutTools(ModelRequest request)
    {
        var options = request.Options!.Clone();
        (options.Tools, options.ToolMode) = (null, null);
        return request with { Options = options };
    }

    private static ModelRequest WithoutReasoning(ModelRequest request)
    {
        var options = request.Options!.Clone();
        options.Reasoning = null;
        return request with { Options = options };
    }

    private static (List<ChatMessage> Messages, string What)? LeaveOutParts(List<ChatMessage> messages)
    {
        if (messages.Exists(message => message.Contents.Any(IsFile)))
            return ([.. messages.Select(message => Without(message, IsFile))], "The provider refused the request; it was asked again without the images and files.");
        var last = messages.FindLastIndex(message => message.Contents.OfType<FunctionResultContent>().Any());
        if (last < 0 || messages.FindLastIndex(message => message.Role == ChatRole.User) > last)
            return null;
        var first = messages.FindLastIndex(last, message => message.Role != ChatRole.Tool) + 1;
        if (!messages[first..(last + 1)].SelectMany(message => message.Contents).Any(content => KeyOf(content) is not null))
            return null;
        return ([.. messages.Select((message, index) => index >= first && index <= last ? Without(message, content => content is FunctionResultContent) : message)], "The provider refused the request; it was asked again without the last tool results.");
    }

    private static bool IsFile(AIContent content) => content is DataContent or UriContent or HostedFileContent;

    private static ChatMessage Without(ChatMessage message, Func<AIContent, bool> isLeftOut) => message.Contents.Any(isLeftOut)
        ? new ChatMessage(message.Role, [.. message.Contents.Select(content => isLeftOut(content) ? Stub(content) : content)]) { AuthorName = message.AuthorName, MessageId = message.MessageId }
        : message;

    private static AIContent Stub(AIContent content) => content is FunctionResultContent result ? new FunctionResultContent(result.CallId, Instead) : new TextContent(Instead);
}
