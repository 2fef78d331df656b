namespace LurkBot.Commands;

/// <summary>A code that waits. <c>id</c> and <c>name</c> are the stranger's, and null in an invitation; <c>link</c> is an invitation's, where the bot's name is known.</summary>
internal sealed record PairingCodeJson(string Code, string Channel, string? Id, string? Name, DateTime ExpiresAt, string? Link);
