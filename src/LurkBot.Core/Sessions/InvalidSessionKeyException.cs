namespace LurkBot.Sessions;

/// <summary>What was given for a session's key or name cannot be one.</summary>
/// <param name="message">Why.</param>
internal sealed class InvalidSessionKeyException(string message) : LurkBotException(message)
{
    /// <inheritdoc/>
    public override string ForSender => "That is not the name of a session.";

    /// <inheritdoc/>
    public override ErrorKind Kind => ErrorKind.Refused;
}
