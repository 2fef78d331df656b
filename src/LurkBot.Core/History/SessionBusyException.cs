namespace LurkBot.History;

/// <summary>Another turn holds the session for longer than one was ready to wait. Nothing was changed.</summary>
/// <param name="holder">Who holds it, if that is known.</param>
public sealed class SessionBusyException(TurnLeaseOwner? holder)
    : LurkBotException($"The session is busy: {holder?.ToString() ?? "another LurkBot"} is answering in it. Nothing was changed; try again, or wait longer with LURKBOT_SESSION_LOCK_TIMEOUT.")
{
    /// <summary>Who holds it, if that is known.</summary>
    public TurnLeaseOwner? Holder { get; } = holder;

    /// <inheritdoc/>
    public override string ForSender => "Another message is being answered here. Try again in a moment.";
}
