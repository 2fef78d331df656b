namespace LurkBot.Channels;

/// <summary>A person whom the owner let in.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Account">The bot's id.</param>
/// <param name="Sender">The platform's id of the person.</param>
/// <param name="Name">The name shown when they asked; null for none.</param>
/// <param name="At">When they were let in.</param>
internal sealed record PairedPerson(string Channel, string Account, string Sender, string? Name, DateTimeOffset At);
