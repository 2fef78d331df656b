namespace LurkBot.Storage;

/// <summary>Another turn holds the session for longer than one was ready to wait. Nothing was changed.</summary>
/// <param name="holder">Who holds it, if that is known.</param>
public sealed class SessionBusyException(TurnLeaseOwner? holder)
    : LurkBotException($"The session is busy: {holder?.ToString() ?? "another LurkBot"} is using it. Nothing was changed. Try again, or set LURKBOT_SESSION_LOCK_TIMEOUT to wait longer.")
{
    /// <summary>Who holds it, if that is known.</summary>
    public TurnLeaseOwner? Holder { get; } = holder;

    /// <inheritdoc/>
    public override string ForSender => "Another message is being answered here. Try again in a moment.";

    /// <inheritdoc/>
    public override ErrorKind Kind => ErrorKind.Busy;
}
