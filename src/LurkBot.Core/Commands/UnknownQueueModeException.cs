namespace LurkBot.Commands;

/// <summary>A word that is not a queue mode.</summary>
/// <param name="word">The word.</param>
internal sealed class UnknownQueueModeException(string word) : LurkBotException($"{word} is not a queue mode. Use collect, queue, interrupt, steer or default.")
{
    /// <inheritdoc/>
    public override string ForSender => Message;

    /// <inheritdoc/>
    public override ErrorKind Kind => ErrorKind.Refused;
}
