using System.Globalization;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>What Anthropic's models want to hear about thinking: https://docs.claude.com/en/docs/build-with-claude/extended-thinking.</summary>
internal static class AnthropicThinking
{
    private const int LongestVersionPart = 2;

    private static readonly (int Major, int Minor) FirstAdaptive = (4, 6);

    /// <summary>Whether a model is told a level; before version 4.6 it was a number of tokens.</summary>
    /// <param name="model">Such as <c>claude-sonnet-4-5-20250929</c> or <c>claude-3-7-sonnet-latest</c>; an unknown name counts as new.</param>
    public static bool IsAdaptive(string model) => Version(model) is not { } version || version.CompareTo(FirstAdaptive) >= 0;

    /// <summary>
    /// The options as the conversation allows them: a tool loop that began without thinking, since another provider began it, must end
    /// without it.
    /// </summary>
    public static ChatOptions? Fit(ChatOptions? options, IReadOnlyList<ChatMessage> messages)
    {
        if (options?.Reasoning is null || !IsInLoopWithoutThinking(messages))
            return options;
        options = options.Clone();
        options.Reasoning = null;
        return options;
    }

    private static bool IsInLoopWithoutThinking(IReadOnlyList<ChatMessage> messages)
    {
        for (var i = messages.Count - 1; i >= 0 && messages[i].Role != ChatRole.User; i--)
        {
            if (messages[i].Role == ChatRole.Assistant)
                return messages[i].Contents.Any(content => content is FunctionCallContent) && !messages[i].Contents.Any(content => content is TextReasoningContent);
        }

        return false;
    }

    /// <summary>The first one or two numbers in a name; longer ones are dates.</summary>
    private static (int Major, int Minor)? Version(string model)
    {
        var numbers = model.Split('-').SkipWhile(part => !IsNumber(part)).TakeWhile(IsNumber).Select(part => int.Parse(part, CultureInfo.InvariantCulture)).ToList();
        return numbers.Count == 0 ? null : (numbers[0], numbers.ElementAtOrDefault(1));
    }

    private static bool IsNumber(string part) => part.Length is > 0 and <= LongestVersionPart && part.All(char.IsAsciiDigit);
}
