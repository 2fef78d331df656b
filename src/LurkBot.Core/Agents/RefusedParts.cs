using Microsoft.Extensions.AI;

namespace LurkBot.Agents;

/// <summary>Finds what a provider that calls a request invalid probably means: images, else the newest tool results.</summary>
internal static class RefusedParts
{
    private const string Instead = "[Left out: the provider refused it.]";

    /// <summary>The messages without that part.</summary>
    /// <param name="messages">The request.</param>
    /// <returns>The rest, and in words what was left out; null when there is nothing but text to leave out.</returns>
    public static (List<ChatMessage> Messages, string What)? LeaveOut(List<ChatMessage> messages)
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
