using System.Text.Json;

namespace LurkBot.Channels;

/// <summary>A message as Slack shows it, and every event that is used: their fields are told apart by the type (CHANNELS S11, S14).</summary>
internal sealed record SlackMessage
{
    public string? Type { get; init; }

    public string? Subtype { get; init; }

    public string? Channel { get; init; }

    public string? ChannelType { get; init; }

    public string? User { get; init; }

    public string? BotId { get; init; }

    public string? Text { get; init; }

    /// <summary>The id of a message in its channel. It is no number.</summary>
    public string? Ts { get; init; }

    /// <summary>The message with which the thread begins.</summary>
    public string? ThreadTs { get; init; }

    /// <summary>Who wrote the message with which the thread begins.</summary>
    public string? ParentUserId { get; init; }

    /// <summary>When the event happened.</summary>
    public string? EventTs { get; init; }

    public SlackEdited? Edited { get; init; }

    public IReadOnlyList<SlackFile>? Files { get; init; }

    /// <summary>What the text is laid out in.</summary>
    public JsonElement? Blocks { get; init; }

    public IReadOnlyList<SlackAttachment>? Attachments { get; init; }

    /// <summary>The message as it is now, in an event about a change.</summary>
    public SlackMessage? Message { get; init; }

    /// <summary>The message as it was.</summary>
    public SlackMessage? PreviousMessage { get; init; }

    /// <summary>The message that was deleted.</summary>
    public string? DeletedTs { get; init; }

    /// <summary>The workspace of the person, where another's people share the channel.</summary>
    public string? UserTeam { get; init; }

    /// <summary>The newest answer in the thread that begins here; in a history.</summary>
    public string? LatestReply { get; init; }

    /// <summary>What the program that sent it put beside it.</summary>
    public SlackMetadata? Metadata { get; init; }

    public string? OldChannelId { get; init; }

    public string? NewChannelId { get; init; }

    /// <summary>The streams that Slack ended with a stop.</summary>
    public IReadOnlyList<string>? StreamingMessageTs { get; init; }

    /// <summary>The kind of tokens that were revoked.</summary>
    public JsonElement? Tokens { get; init; }
}
