namespace LurkBot;

/// <summary>A session's file cannot be read; it is left untouched and other sessions go on.</summary>
/// <param name="message">Which file, what is wrong, and what to do.</param>
/// <param name="innerException">The error underneath.</param>
public sealed class SessionDamagedException(string message, Exception? innerException = null) : LurkBotException(message, innerException)
{
    /// <inheritdoc/>
    public override string ForSender => "This conversation cannot be read right now. The owner can see why.";
}
