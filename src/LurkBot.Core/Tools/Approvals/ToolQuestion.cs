namespace LurkBot.Tools;

/// <summary>A tool that wants to run on the owner's machine.</summary>
/// <param name="Tool">Its name.</param>
/// <param name="Call">What it would do; text from a model.</param>
/// <param name="Folder">The folder that it works in.</param>
/// <param name="Always">What an approval for good would cover, in words; null where a call can only be approved once.</param>
internal sealed record ToolQuestion(string Tool, string Call, string Folder, string? Always);
