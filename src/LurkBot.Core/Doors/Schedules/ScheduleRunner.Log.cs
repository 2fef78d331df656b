using LurkBot.Sessions;
using Microsoft.Extensions.Logging;

namespace LurkBot.Doors;

/// <summary>What is logged of schedules.</summary>
internal sealed partial class ScheduleRunner
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Schedule {Schedule} ran in {Session}, as entry {Entry}.")]
    private partial void LogFired(string schedule, SessionKey session, long entry);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {Schedule} ran {Late} late; {Missed} earlier times were missed.")]
    private partial void LogLate(string schedule, TimeSpan late, int missed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {Schedule} did not run; it is tried again.")]
    private partial void LogFailed(Exception exception, string schedule);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Schedule {Schedule} does not run: {Problem}")]
    private partial void LogProblem(string schedule, string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Schedules cannot be read.")]
    private partial void LogUnread(Exception exception);
}
