namespace LurkBot.Delivery;

/// <summary>A platform's identity of one version of a message, as its entry keeps it: what is equal was received before (RULES LE2).</summary>
/// <param name="Channel">The channel.</param>
/// <param name="Account">The id of the bot that received it, where the platform has chats of several kinds under one bot with what tells them apart.</param>
/// <param name="Chat">The platform's id of the chat.</param>
/// <param name="Message">The platform's id of the message within the chat.</param>
/// <param name="Version">1 for the message as it came, for an edit what the platform counts edits by.</param>
internal sealed record MessageSource(string Channel, string Account, string Chat, string Message, string Version)
{
    /// <summary>The version of a message that was not edited.</summary>
    public const string First = "1";

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text; null or another program's gives null.</param>
    public static MessageSource? TryParse(string? text) =>
        text?.Split(':') is [var channel, var account, var chat, var message, var version]
            ? new MessageSource(channel, Uri.UnescapeDataString(account), Uri.UnescapeDataString(chat), Uri.UnescapeDataString(message), Uri.UnescapeDataString(version))
            : null;

    /// <summary>The five parts with colons between them; a colon or percent sign within one is percent-encoded.</summary>
    public override string ToString() => string.Join(':', Channel, Escape(Account), Escape(Chat), Escape(Message), Escape(Version));

    private static string Escape(string part) => part.Replace("%", "%25", StringComparison.Ordinal).Replace(":", "%3A", StringComparison.Ordinal);
}
