namespace LurkBot.Prompts;

/// <summary>A system prompt as it is set: one of the two.</summary>
/// <param name="Text">Its text.</param>
/// <param name="File">The file that holds its text; absolute once the configuration is loaded.</param>
internal sealed record PromptSetting(string? Text, string? File);
