using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>
/// Where a request is marked for Anthropic's cache: at its end, and at the end of the one before, which it begins with. What is recalled for a turn is not in the next
/// turn's request, so there the marks stand before it, and at the end only between the steps of the turn (RULES RE4). At most four marks are allowed:
/// https://docs.claude.com/en/docs/build-with-claude/prompt-caching.
/// </summary>
internal static class AnthropicCacheMarks
{
    private const int Marks = 2;

    /// <summary>The contents to mark.</summary>
    /// <param name="messages">The messages as they are sent.</param>
    public static IReadOnlySet<AIContent> Of(IReadOnlyList<(ChatRole Role, List<AIContent> Contents)> messages)
    {
        var marked = new HashSet<AIContent>(ReferenceEqualityComparer.Instance);
        var flat = messages.SelectMany(message => message.Contents.Select(content => (message.Role, Content: content))).ToList();
        var recalled = flat.FindIndex(said => IsRecalled(said.Content));
        if (recalled < 0)
        {
            // A request ended with a person's message or with tool results; both are still there in the next one.
            marked.UnionWith(messages.Where(message => message.Role == ChatRole.User).TakeLast(Marks).Select(message => message.Contents[^1]));
            return marked;
        }

        Mark(recalled - 1);
        // Here the request of the turn before ended, or what it recalled began.
        var question = flat.FindLastIndex(Math.Max(0, recalled - 1), said => said.Role == ChatRole.User && said.Content is not FunctionResultContent);
        if (question >= 0)
        {
            Mark(question);
            Mark(flat.FindLastIndex(question, said => said.Role != ChatRole.User));
        }

        if (flat.FindIndex(recalled, said => said.Role != ChatRole.User) >= 0)
            Mark(flat.Count - 1);
        return marked;

        void Mark(int index)
        {
            // Thoughts cannot be marked.
            while (index >= 0 && flat[index].Content is TextReasoningContent)
                index--;
            if (index >= 0 && index != recalled)
                marked.Add(flat[index].Content);
        }
    }

    private static bool IsRecalled(AIContent content) => content.AdditionalProperties?.ContainsKey(ContextQuotation.Mark) == true;
}
