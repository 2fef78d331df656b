namespace LurkBot.Sessions;

/// <summary>Readers or trust of a history would change, and the owner has not said yes to it.</summary>
/// <param name="message">What would change, and how to do it all the same.</param>
internal sealed class TrustChangeException(string message) : LurkBotException(message)
{
    /// <inheritdoc/>
    public override ErrorKind Kind => ErrorKind.Refused;

    /// <inheritdoc/>
    public override string ForSender => "Only the owner can do that.";
}
