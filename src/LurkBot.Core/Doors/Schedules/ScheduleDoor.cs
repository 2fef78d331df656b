using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>What the process that runs schedules does for them.</summary>
/// <param name="AddressOf">Where the replies in a session go.</param>
/// <param name="AcceptAsync">Accepts a message; when it returns the entry, that is durable. The same source is accepted once.</param>
internal sealed record ScheduleDoor(Func<SessionKey, ScheduleAddress> AddressOf, Func<InboundMessage, CancellationToken, ValueTask<long>> AcceptAsync)
{
    /// <summary>For sessions whose replies stay in them: those of terminals, of the API and of the web page.</summary>
    /// <param name="key">The session.</param>
    /// <returns>Null for a platform's session.</returns>
    public static ScheduleAddress? Kept(SessionKey key) => key.Channel is "cli" or "api" or "web" ? new ScheduleAddress(ReplyAddress.Cli, null) : null;
}
