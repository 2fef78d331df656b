using System.Globalization;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>A target with Telegram's numbers.</summary>
/// <param name="Target">The target.</param>
/// <param name="Chat">The chat.</param>
/// <param name="Thread">The topic; null for none and for General, whose number is refused (CHANNELS T42).</param>
internal sealed record TelegramAddress(DeliveryTarget Target, long Chat, int? Thread)
{
    /// <summary>Reads a target.</summary>
    /// <returns>Null when it is not one of Telegram's.</returns>
    public static TelegramAddress? TryParse(DeliveryTarget target)
    {
        if (target.Channel != TelegramChannel.ChannelName || !long.TryParse(target.Chat, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var chat) || chat == 0)
            return null;
        if (target.Thread is null)
            return new TelegramAddress(target, chat, null);
        return int.TryParse(target.Thread, NumberStyles.None, CultureInfo.InvariantCulture, out var thread) && thread > 0
            ? new TelegramAddress(target, chat, thread == 1 ? null : thread)
            : null;
    }
}
