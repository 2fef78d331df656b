namespace LurkBot.Storage;

/// <summary>A turn wrote after it had given its session back, or answered a message that has an answer: nothing was written.</summary>
/// <param name="message">What was refused.</param>
public sealed class StaleLeaseException(string message) : LurkBotException(message)
{
    /// <inheritdoc/>
    public override string ForSender => "This message was answered already.";
}
