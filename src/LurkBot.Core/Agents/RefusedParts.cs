using Microsoft.Extensions.AI;

namespace LurkBot.Agents;

/// <summary>Finds what a provider that calls a request invalid probably means: how much to think, images, else the newest tool results.</summary>
internal static class RefusedParts
{
    private const string Instead = "[Left out: the provider refused it.]";

    /// <summary>What providers speak of when a model cannot think.</summary>
    private static readonly string[] Thinking = ["reasoning", "thinking", "effort"];

    /// <summary>The request without that part.</summary>
    /// <param name="messages">The request.</param>
    /// <param name="options">How it was asked.</param>
    /// <param name="refusal">What the provider says.</param>
    /// <returns>The rest, and in words what was left out; null when there is nothing but text to leave out.</returns>
    public static (List<ChatMessage> Messages, ChatOptions? Options, string What)? LeaveOut(List<ChatMessage> messages, ChatOptions? options, string refusal)
    {
        if (options?.Reasoning is not null && Array.Exists(Thinking, word => refusal.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            options = options.Clone();
            options.Reasoning = null;
            return (messages, options, "The model cannot be told how much to think (LURKBOT_REASONING); it was asked again without that.");
        }

        return LeaveOutParts(messages) is var (rest, what) ? (rest, options, what) : null;
    }

    private static (List<ChatMessage> Messages, string What)? LeaveOutParts(List<ChatMessage> messages)
    {
        if (messages.Exists(message => message.Contents.Any(IsFile)))
            return ([.. messages.Select(WithoutFiles)], "The provider refused the request; it was asked again without the images and files.");
        var last = messages.FindLastIndex(message => message.Contents.OfType<FunctionResultContent>().Any());
        if (last < 0 || messages.FindLastIndex(message => message.Role == ChatRole.User) > last)
            return null;
        var first = messages.FindLastIndex(last, message => message.Role != ChatRole.Tool) + 1;
        return ([.. messages.Select((message, index) => index >= first && index <= last ? WithoutResults(message) : message)], "The provider refused the request; it was asked again without the last tool results.");
    }

    private static bool IsFile(AIContent content) => content is DataContent or UriContent or HostedFileContent;

    private static ChatMessage WithoutFiles(ChatMessage message) => message.Contents.Any(IsFile)
        ? With(message, message.Contents.Select(content => IsFile(content) ? new TextContent(Instead) : content))
        : message;

    private static ChatMessage WithoutResults(ChatMessage message) =>
        With(message, message.Contents.Select(content => content is FunctionResultContent result ? new FunctionResultContent(result.CallId, Instead) : content));

    private static ChatMessage With(ChatMessage message, IEnumerable<AIContent> contents) =>
        new(message.Role, [.. contents]) { AuthorName = message.AuthorName, MessageId = message.MessageId };
}
