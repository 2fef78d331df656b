using LurkBot.Turns;

namespace LurkBot.Delivery;

/// <summary>Where on a platform something is sent: one chat or one thread of it, which is also a lane: what goes there keeps its order, and nothing else waits for it.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Account">The id of the bot that sends it.</param>
/// <param name="Chat">The platform's id of the chat.</param>
/// <param name="Thread">The platform's id of the thread; null for the chat itself.</param>
internal sealed record DeliveryTarget(string Channel, string Account, string Chat, string? Thread)
{
    /// <summary>As a reply address: captured with a message, and kept with what answers it.</summary>
    public ReplyAddress Address => new(string.Join(':', Thread is null ? [Channel, Escape(Account), Escape(Chat)] : (string[])[Channel, Escape(Account), Escape(Chat), Escape(Thread)]));

    /// <summary>Reads a reply address.</summary>
    /// <param name="address">The address.</param>
    /// <returns>Null for one that names no chat of a platform, such as the command line's.</returns>
    public static DeliveryTarget? TryParse(ReplyAddress address) => address.Text.Split(':') switch
    {
        [var channel, var account, var chat] => new(channel, Uri.UnescapeDataString(account), Uri.UnescapeDataString(chat), null),
        [var channel, var account, var chat, var thread] => new(channel, Uri.UnescapeDataString(account), Uri.UnescapeDataString(chat), Uri.UnescapeDataString(thread)),
        _ => null,
    };

    /// <inheritdoc/>
    public override string ToString() => Address.Text;

    private static string Escape(string part) => part.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);
}
