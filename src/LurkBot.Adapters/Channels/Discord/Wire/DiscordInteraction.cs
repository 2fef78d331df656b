namespace LurkBot.Channels.Wire;

/// <summary>Somebody gave a command or pressed a button.</summary>
internal sealed record DiscordInteraction(Snowflake Id, Snowflake ApplicationId, int Type, string? Token)
{
    public DiscordInteractionData? Data { get; init; }

    public Snowflake? GuildId { get; init; }

    public Snowflake? ChannelId { get; init; }

    public DiscordRoom? Channel { get; init; }

    public DiscordMember? Member { get; init; }

    public DiscordUser? User { get; init; }

    public DiscordMessage? Message { get; init; }
}
