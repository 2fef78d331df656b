namespace LurkBot.Channels;

/// <summary>A file cannot be had.</summary>
/// <param name="message">For the owner and the sender alike: nothing of the server or the token.</param>
internal sealed class PlatformFileException(string message) : LurkBotException(message)
{
    /// <inheritdoc/>
    public override string ForSender => Message;
}
