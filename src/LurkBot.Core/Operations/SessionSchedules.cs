using LurkBot.Planning;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;

namespace LurkBot.Operations;

/// <summary>The schedules of a session that is deleted or comes back.</summary>
internal static class SessionSchedules
{
    /// <summary>Makes sure that a schedule can run: its session was not deleted. One that does not exist yet begins with the first run.</summary>
    /// <param name="store">The sessions.</param>
    /// <param name="schedule">The schedule.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <exception cref="ScheduleException">The session was deleted.</exception>
    public static async ValueTask RequireSessionAsync(ISessionStore store, Schedule schedule, CancellationToken cancellationToken)
    {
        if (schedule.SessionId is { } id && !(await store.ListAsync(cancellationToken)).Sessions.Any(info => info.Id.Value == id))
            throw new ScheduleException($"{schedule.Session}, the session of {schedule.Id}, was deleted. Restore it first: lurkbot sessions restore {ShellWord.Quote(schedule.Session)}");
    }

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
