namespace LurkBot.Channels;

/// <summary>A channel or direct chat of a workspace.</summary>
internal sealed record SlackConversation
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public bool IsIm { get; init; }

    public bool IsMpim { get; init; }

    public bool IsPrivate { get; init; }

    public bool IsArchived { get; init; }
}
