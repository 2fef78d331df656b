namespace LurkBot.Channels;

/// <summary>Where a button is.</summary>
internal sealed record SlackContainer
{
    public string? MessageTs { get; init; }

    public string? ThreadTs { get; init; }

    public string? ChannelId { get; init; }
}
