namespace LurkBot.Turns;

/// <summary>The process ends: it begins no new turn, and what it has not finished goes on when it starts again.</summary>
/// <param name="isAccepted">Whether the message in question is durable.</param>
internal sealed class ProcessClosingException(bool isAccepted) : LurkBotException(isAccepted
    ? "The gateway is stopping. The message is accepted; it goes on when the gateway starts again."
    : "The gateway is stopping. Try again when it has started again.")
{
    /// <inheritdoc/>
    public override string ForSender => isAccepted ? "Restarting. Your message will be answered." : "Restarting. Please send that again in a minute.";

    /// <inheritdoc/>
    public override ErrorKind Kind => isAccepted ? ErrorKind.Accepted : ErrorKind.Busy;
}
