namespace LurkBot.Facts;

/// <summary>A fact cannot be remembered or changed as it was asked for.</summary>
/// <param name="message">Why, and what can be done.</param>
/// <param name="kind">What a door makes of it.</param>
internal sealed class FactException(string message, ErrorKind kind = ErrorKind.Refused) : LurkBotException(message)
{
    /// <inheritdoc/>
    public override ErrorKind Kind => kind;

    /// <inheritdoc/>
    public override string ForSender => Message;
}
