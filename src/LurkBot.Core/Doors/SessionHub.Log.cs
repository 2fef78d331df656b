using LurkBot.Sessions;
using Microsoft.Extensions.Logging;

namespace LurkBot.Doors;

/// <summary>What the hub logs. A session without messages has no id yet.</summary>
internal sealed partial class SessionHub
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "Session {Session} of {Channel} is open.")]
    private partial void LogOpened(SessionId? session, string channel);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Session {Session} of {Channel} is closed.")]
    private partial void LogClosed(SessionId? session, string channel);
}
