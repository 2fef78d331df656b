using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>A target with Slack's ids.</summary>
/// <param name="Target">The target.</param>
/// <param name="Chat">The channel or direct chat; or a person, whose direct chat is meant.</param>
/// <param name="Thread">The message with which the thread begins; null for none.</param>
internal sealed record SlackAddress(DeliveryTarget Target, string Chat, string? Thread)
{
    /// <summary>Whether it names a person and not a chat.</summary>
    public bool IsPerson => Chat[0] is 'U' or 'W';

    /// <summary>Whether it is a direct chat.</summary>
    public bool IsDirect => IsPerson || IsDirectChat(Chat);

    /// <summary>Whether a chat is a direct one.</summary>
    /// <param name="chat">Its id.</param>
    public static bool IsDirectChat(string chat) => chat.StartsWith('D');

    /// <summary>Whether a text is an id of Slack's.</summary>
    /// <param name="text">The text.</param>
    public static bool IsId(string? text) => text is { Length: > 1 and <= 40 } && char.IsAsciiLetterUpper(text[0]) && text.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter));

    /// <summary>Reads a target.</summary>
    /// <returns>Null when it is not one of Slack's.</returns>
    public static SlackAddress? TryParse(DeliveryTarget target) =>
        target.Channel == SlackChannel.ChannelName && IsId(target.Chat) && (target.Thread is null || SlackTs.IsValid(target.Thread)) ? new SlackAddress(target, target.Chat, target.Thread) : null;
}
