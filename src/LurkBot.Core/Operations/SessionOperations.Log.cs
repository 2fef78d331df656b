using LurkBot.Compaction;
using LurkBot.Sessions;
using Microsoft.Extensions.Logging;

namespace LurkBot.Operations;

/// <summary>What operations log: failures that may have no reader.</summary>
internal sealed partial class SessionOperations
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {Session} could not be compacted ({Trigger}) with {Model}.")]
    private partial void LogFailed(SessionId session, CompactionTrigger trigger, string model);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {Session} could not be compacted ({Trigger}) with {Model}: {Error}.")]
    private partial void LogBroken(SessionId session, CompactionTrigger trigger, string model, string error);
}
