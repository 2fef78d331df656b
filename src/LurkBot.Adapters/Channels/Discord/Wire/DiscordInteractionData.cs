namespace LurkBot.Channels.Wire;

/// <summary>The command or button of an interaction.</summary>
internal sealed record DiscordInteractionData(string? Name, int Type, IReadOnlyList<DiscordOption>? Options, string? CustomId);
