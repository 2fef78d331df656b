namespace LurkBot.Channels.Wire;

/// <summary>A session began.</summary>
internal sealed record DiscordReady(string? SessionId, string? ResumeGatewayUrl, DiscordUser? User, IReadOnlyList<DiscordGuild>? Guilds);
