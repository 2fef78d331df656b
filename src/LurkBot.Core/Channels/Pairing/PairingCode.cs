namespace LurkBot.Channels;

/// <summary>A code that waits: a stranger's, for the owner to approve, or the owner's, for a person to start with.</summary>
/// <param name="Code">The code.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Account">The bot's id; null in an invitation made before the bot was known.</param>
/// <param name="Sender">The stranger's id; null in an invitation.</param>
/// <param name="Name">The stranger's name; null for none.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record PairingCode(string Code, string Channel, string? Account, string? Sender, string? Name, DateTimeOffset ExpiresAt);
