namespace LurkBot.Channels;

/// <summary>A file cannot be had.</summary>
/// <param name="message">For the owner and the sender alike: nothing of the server or a token.</param>
internal sealed class SlackFileException(string message) : LurkBotException(message)
{
    /// <inheritdoc/>
    public override string ForSender => Message;
}
