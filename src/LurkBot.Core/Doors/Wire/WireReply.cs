namespace LurkBot.Doors;

/// <summary>What a chat command has to say.</summary>
/// <param name="Text">Plain text.</param>
/// <param name="GoTo">The session in which the chat goes on; null for the same.</param>
internal sealed record WireReply(string Text, string? GoTo);
