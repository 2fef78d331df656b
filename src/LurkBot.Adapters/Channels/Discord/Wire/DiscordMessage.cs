using System.Text.Json;

namespace LurkBot.Channels.Wire;

/// <summary>A message.</summary>
internal sealed record DiscordMessage(Snowflake Id, Snowflake ChannelId)
{
    public Snowflake? GuildId { get; init; }

    public DiscordUser? Author { get; init; }

    public DiscordMember? Member { get; init; }

    public string? Content { get; init; }

    public DateTimeOffset? EditedTimestamp { get; init; }

    public int Type { get; init; }

    public int Flags { get; init; }

    public IReadOnlyList<DiscordUser>? Mentions { get; init; }

    public IReadOnlyList<Snowflake>? MentionRoles { get; init; }

    public IReadOnlyList<DiscordAttachment>? Attachments { get; init; }

    public DiscordMessage? ReferencedMessage { get; init; }

    public IReadOnlyList<DiscordSnapshot>? MessageSnapshots { get; init; }

    public IReadOnlyList<DiscordSticker>? StickerItems { get; init; }

    public DiscordPoll? Poll { get; init; }

    public Snowflake? WebhookId { get; init; }

    /// <summary>Its buttons.</summary>
    public JsonElement? Components { get; init; }

    /// <summary>A text or number, by which the sender knows its own message again.</summary>
    public JsonElement? Nonce { get; init; }
}
