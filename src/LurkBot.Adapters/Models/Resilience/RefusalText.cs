namespace LurkBot.Models;

/// <summary>Finds in a provider's answer which part of a request it speaks of: a field's name, a JSON path, or a word.</summary>
internal static class RefusalText
{
    private static readonly string[] Thinking = ["reasoning", "reasoning_effort", "reasoning effort", "thinking", "thinking_budget", "budget_tokens", "effort", "think"];

    /// <summary>What providers speak of when a step lacks what they gave with it, or has what another gave.</summary>
    private static readonly string[] StepReasoning = ["signature", "thought_signature", "reasoning_content", "reasoning_details", "thinking block", "thinking blocks", "encrypted_content", "tool_call_id", "tool call id", "tool_use_id"];

    private static readonly string[] Tools =
    [
        "tools", "tool use", "tool usage", "tool-use", "tool calling", "tool-calling", "tool choice", "tool_choice", "tool-call-parser", "function calling", "function-calling", "functions", "function_call",
    ];

    /// <summary>What stands in errors about results of tools that are in the conversation, rather than about the tools.</summary>
    private static readonly string[] ToolHistory = ["tool_call_id", "tool_use_id", "tool_result", "tool_results", "tool results", "tool messages", "role 'tool'", "role \"tool\"", "tool_calls", "tool_use"];

    private static readonly string[] Images = ["image", "images", "image_url", "input_image", "inline_data", "vision", "multimodal", "multi-modal"];

    private static readonly string[] Incapable = ["support", "supported", "supports", "unsupported", "vision", "multimodal", "multi-modal", "text only", "text-only", "only text", "not allowed", "not accept", "not enabled", "unknown variant", "modality", "modalities", "cannot process image", "mmproj"];

    private static readonly string[] SystemRoles = ["system role", "system message", "system messages", "system prompt", "system instruction", "system_instruction", "developer instruction", "developer role", "developer message", "roles must alternate"];

    private static readonly string[] Roles = ["role", "roles"];

    /// <summary>Whether an answer speaks of what a provider gives with a step and wants back.</summary>
    public static bool NamesReasoningOfSteps(string text) => Any(text, StepReasoning);

    /// <summary>Whether an answer speaks of a temperature.</summary>
    public static bool NamesTemperature(string text) => Names(text, "temperature");

    /// <summary>Whether an answer speaks of how much a model thinks.</summary>
    public static bool NamesThinking(string text) => Any(text, Thinking);

    /// <summary>Whether an answer speaks of tools that may be called, rather than of calls and results in the conversation.</summary>
    public static bool NamesTools(string text) => Any(text, Tools) && !Any(text, ToolHistory);

    /// <summary>Whether an answer speaks of which tool is called.</summary>
    public static bool NamesToolChoice(string text) => Names(text, "tool_choice") || Names(text, "tool choice");

    /// <summary>Whether an answer speaks of images.</summary>
    public static bool NamesImages(string text) => Any(text, Images);

    /// <summary>Whether an answer about images means every image, rather than the one that was sent.</summary>
    public static bool MeansAllImages(string text) => Any(text, Incapable);

    /// <summary>Whether an answer speaks of the role of the instructions.</summary>
    public static bool NamesSystemRole(string text) => Any(text, SystemRoles) || ((Names(text, "system") || Names(text, "developer")) && Any(text, Roles));

    /// <summary>Whether an answer to which the status says "not found" speaks of a part of the request, as OpenRouter's do.</summary>
    public static bool NamesAPart(string text) =>
        Any(text, Incapable) && (NamesTools(text) || NamesImages(text) || NamesThinking(text) || NamesTemperature(text) || NamesSystemRole(text));

    /// <summary>Whether a field's name stands in a text, as it is or in another way of writing: <c>max_tokens</c>, <c>max-tokens</c>, <c>max tokens</c>, <c>maxTokens</c>.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="field">The name, with underscores.</param>
    public static bool NamesField(string text, string field) =>
        Names(text, field) || (field.Contains('_', StringComparison.Ordinal) && (Names(text, field.Replace('_', '-')) || Names(text, field.Replace('_', ' ')) || Names(text, field.Replace("_", "", StringComparison.Ordinal))));

    /// <summary>Whether a word stands in a text by itself, in any case.</summary>
    public static bool Names(string text, string word)
    {
        for (var at = text.IndexOf(word, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            if ((at == 0 || !IsWord(text[at - 1])) && (at + word.Length == text.Length || !IsWord(text[at + word.Length])))
                return true;
        }

        return false;
    }

    private static bool Any(string text, string[] words) => Array.Exists(words, word => Names(text, word));

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';
}
