using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>A chat of a platform, or one thread of it.</summary>
/// <param name="Target">Where a reply goes.</param>
/// <param name="Kind">Who takes part.</param>
internal sealed record PlatformChat(DeliveryTarget Target, PlatformChatKind Kind)
{
    /// <summary>What the chat is a part of, where the platform has something of the kind, such as a server of Discord; null for none.</summary>
    public string? Guild { get; init; }

    /// <summary>Its title, such as a group's or a channel's name; null where it has none, as in a direct chat, or it was not told.</summary>
    public string? Title { get; init; }
}
