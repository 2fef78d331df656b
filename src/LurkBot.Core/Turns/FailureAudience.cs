using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Turns;

/// <summary>Who reads why a turn failed: the owner alone may read what concerns this machine.</summary>
internal static class FailureAudience
{
    /// <summary>Whether only the owner reads it: in their own sessions, and in a subagent's that one of those started.</summary>
    /// <param name="type">The session's type.</param>
    /// <param name="entries">The turn's messages, or all that its context is built from.</param>
    public static bool IsOwner(SessionType type, IEnumerable<Entry> entries) =>
        type is SessionType.Main
        || (type is SessionType.Subagent
            && entries.OfType<UserEntry>().FirstOrDefault(message => message.Door?.Subagent is not null) is { } start
            && (start.Door!.Subagent!.Trust is Trust.Full || MessageOrigin.TryParse(start.Origin)?.Sender?.Type is SessionType.Main));
}
