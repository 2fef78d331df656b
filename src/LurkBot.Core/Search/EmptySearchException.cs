namespace LurkBot.Search;

/// <summary>A search for nothing.</summary>
internal sealed class EmptySearchException() : LurkBotException("Give at least one word to search for.")
{
    /// <inheritdoc/>
    public override string ForSender => Message;

    /// <inheritdoc/>
    public override ErrorKind Kind => ErrorKind.Refused;
}
