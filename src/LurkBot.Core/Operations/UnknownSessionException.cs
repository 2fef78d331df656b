namespace LurkBot.Operations;

/// <summary>What was named is not a session that exists.</summary>
/// <param name="message">Which one may be meant instead.</param>
/// <param name="kind">Whether it cannot be a session's key at all, or there is no such session.</param>
internal sealed class UnknownSessionException(string message, ErrorKind kind) : LurkBotException(message)
{
    /// <inheritdoc/>
    public override ErrorKind Kind { get; } = kind;

    /// <inheritdoc/>
    public override string ForSender => "There is no such session.";
}
