using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>A chat of a platform, or one thread of it.</summary>
/// <param name="Target">Where a reply goes.</param>
/// <param name="Kind">Who takes part.</param>
internal sealed record PlatformChat(DeliveryTarget Target, PlatformChatKind Kind)
{
    /// <summary>Its title; null for a direct chat, and where the platform does not say.</summary>
    public string? Title { get; init; }

    /// <summary>The id of the chat as its session's key has it, when that differs from the target's; null when it does not.</summary>
    public string? SessionChat { get; init; }
}
