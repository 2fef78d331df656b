namespace LurkBot.Commands;

/// <summary>A link to which one side has said yes.</summary>
internal sealed record WaitingLinkJson(string First, string? Second, DateTime ExpiresAt);
