namespace LurkBot.Channels.Wire;

/// <summary>The application to which the bot belongs.</summary>
internal sealed record DiscordApplication(Snowflake Id, string? Name, long Flags, DiscordUser? Owner, DiscordTeam? Team, string? InteractionsEndpointUrl);
