namespace LurkBot.Channels;

/// <summary>The payload of a press of a button.</summary>
internal sealed record SlackInteraction
{
    public string? Type { get; init; }

    public SlackUser? User { get; init; }

    public SlackConversation? Channel { get; init; }

    public SlackContainer? Container { get; init; }

    public SlackMessage? Message { get; init; }

    public IReadOnlyList<SlackAction>? Actions { get; init; }

    public string? TriggerId { get; init; }
}
