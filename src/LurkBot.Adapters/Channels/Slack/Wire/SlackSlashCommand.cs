namespace LurkBot.Channels;

/// <summary>The payload of a slash command.</summary>
internal sealed record SlackSlashCommand
{
    public string? Command { get; init; }

    public string? Text { get; init; }

    /// <summary>The workspace of the person.</summary>
    public string? TeamId { get; init; }

    public string? UserId { get; init; }

    public string? UserName { get; init; }

    public string? ChannelId { get; init; }
}
