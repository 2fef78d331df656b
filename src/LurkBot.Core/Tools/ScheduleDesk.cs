using LurkBot.Schedules;
using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>Where a model's proposals of schedules go.</summary>
/// <param name="Book">The schedules.</param>
/// <param name="Session">The session that it speaks in: it schedules for no other.</param>
/// <param name="SessionId">The session's id.</param>
/// <param name="Zone">The zone of times.</param>
/// <param name="Time">The clock.</param>
/// <param name="Tell">Tells the owner what was proposed, whatever the model says of it.</param>
internal sealed record ScheduleDesk(ScheduleBook Book, SessionKey Session, SessionId SessionId, TimeZoneInfo Zone, TimeProvider Time, Action<string> Tell)
{
    /// <summary>The tool's name.</summary>
    public const string Tool = "schedule";
}
