namespace LurkBot.Channels;

/// <summary>Who edited a message, and when.</summary>
/// <param name="User">The person.</param>
/// <param name="Ts">When.</param>
internal sealed record SlackEdited(string? User, string? Ts);
