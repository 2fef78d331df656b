namespace LurkBot.Channels.Wire;

/// <summary>What a channel allows and denies a role or a member; the sets are numbers in text.</summary>
internal sealed record DiscordOverwrite(Snowflake Id, int Type, string? Allow, string? Deny);
