using LurkBot.Planning;
using LurkBot.Schedules;
using LurkBot.Sessions;

namespace LurkBot.Operations;

/// <summary>The schedules of a session that is deleted or comes back.</summary>
internal static class SessionSchedules
{
    /// <summary>Changes them with it. Where they cannot be read the session is changed all the same: a schedule looks for its session whenever it is due.</summary>
    /// <param name="services">Has the schedules.</param>
    /// <param name="id">The session's id; null when it has none.</param>
    /// <param name="change">Changes the session's schedules, and counts them.</param>
    /// <returns>How many were changed.</returns>
    public static int Change(AssistantServices services, SessionId? id, Func<ScheduleBook, SessionId, int> change)
    {
        try
        {
            return id is { } session && services.Schedules is { } book ? change(book, session) : 0;
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
