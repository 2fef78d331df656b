namespace LurkBot.Channels.Wire;

/// <summary>A command of the application.</summary>
internal sealed record DiscordCommand(string Name, string Description, int Type, IReadOnlyList<DiscordCommandOption>? Options, IReadOnlyList<int>? Contexts, string? DefaultMemberPermissions = null);
