namespace LurkBot.Channels;

/// <summary>A button that was pressed.</summary>
internal sealed record SlackAction
{
    public string? Type { get; init; }

    public string? ActionId { get; init; }

    public string? Value { get; init; }

    public string? ActionTs { get; init; }
}
