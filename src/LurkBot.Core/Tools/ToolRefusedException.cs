namespace LurkBot.Tools;

/// <summary>A tool was not run, or could do nothing.</summary>
/// <param name="message">Why, and what to do instead; a model reads it.</param>
/// <param name="innerException">The error underneath, for logs.</param>
/// <param name="kind">What a door makes of it.</param>
internal class ToolRefusedException(string message, Exception? innerException = null, ErrorKind kind = ErrorKind.Failure) : LurkBotException(message, innerException)
{
    /// <inheritdoc/>
    public override string ForSender => "The tool may not be used here.";

    /// <inheritdoc/>
    public override ErrorKind Kind { get; } = kind;
}
