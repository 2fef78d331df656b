namespace LurkBot.Prompts;

/// <summary>The system prompt of a session, before its placeholders are filled in.</summary>
/// <param name="Prompt">Its text or its file.</param>
/// <param name="Source">What chose it: a setting's name, an option, or the built-in one.</param>
internal sealed record PromptChoice(PromptSetting Prompt, string Source);
