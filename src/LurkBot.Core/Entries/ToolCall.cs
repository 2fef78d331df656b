namespace LurkBot.Entries;

/// <summary>A model's request to run a tool.</summary>
/// <param name="Id">The id that the result refers to.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments as a JSON object.</param>
public sealed record ToolCall(string Id, string Name, string Arguments);
