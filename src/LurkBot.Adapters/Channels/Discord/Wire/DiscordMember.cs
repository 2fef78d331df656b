namespace LurkBot.Channels.Wire;

/// <summary>A person as member of a server.</summary>
internal sealed record DiscordMember(string? Nick, IReadOnlyList<Snowflake>? Roles, string? Permissions, DiscordUser? User)
{
    public DateTimeOffset? CommunicationDisabledUntil { get; init; }
}
