namespace LurkBot.Doors;

/// <summary>An error that a gateway told.</summary>
/// <param name="kind">What a door makes of it.</param>
/// <param name="message">For the owner.</param>
/// <param name="forSender">For anybody who may read along.</param>
/// <param name="innerException">The error underneath; null when the gateway told it.</param>
internal sealed class RemoteException(ErrorKind kind, string message, string forSender, Exception? innerException = null) : LurkBotException(message, innerException)
{
    /// <inheritdoc/>
    public override string ForSender => forSender ?? Unexplained;

    /// <inheritdoc/>
    public override ErrorKind Kind { get; } = kind;
}
