namespace LurkBot.Channels.Wire;

/// <summary>An option of a command of the application.</summary>
internal sealed record DiscordCommandOption(int Type, string Name, string Description, bool Required);
