namespace LurkBot.Channels;

/// <summary>What a message quotes: another message that was shared, or the preview of a link.</summary>
internal sealed record SlackAttachment
{
    /// <summary>Whether it is another message, forwarded by a person.</summary>
    public bool IsShare { get; init; }

    /// <summary>Whether it is another message.</summary>
    public bool IsMsgUnfurl { get; init; }

    public string? AuthorName { get; init; }

    public string? Text { get; init; }

    public string? Fallback { get; init; }
}
