using System.Globalization;

namespace LurkBot.Storage;

/// <summary>Another turn holds the session for longer than one was ready to wait.</summary>
/// <param name="holder">Who holds it, if that is known.</param>
/// <param name="withdrawn">The message that was accepted and then taken back; null when nothing was stored.</param>
public sealed class SessionBusyException(TurnLeaseOwner? holder, long? withdrawn = null)
    : LurkBotException($"The session is busy: {holder?.ToString() ?? "another LurkBot"} is using it. {Stored(withdrawn)} Try again, or set LURKBOT_SESSION_LOCK_TIMEOUT to wait longer.")
{
    /// <summary>Who holds it, if that is known.</summary>
    public TurnLeaseOwner? Holder { get; } = holder;

    /// <inheritdoc/>
    public override string ForSender => "Another message is being answered here. Try again in a moment.";

    /// <inheritdoc/>
    public override ErrorKind Kind => ErrorKind.Busy;

    private static string Stored(long? withdrawn) => withdrawn is null
        ? "Nothing was changed."
        : string.Create(CultureInfo.InvariantCulture, $"Your message was cancelled; it stays in the history as entry {withdrawn}, and no model sees it.");
}
