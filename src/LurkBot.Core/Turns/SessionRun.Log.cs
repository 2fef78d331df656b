using LurkBot.Sessions;
using Microsoft.Extensions.Logging;

namespace LurkBot.Turns;

/// <summary>What a run logs: ids, counts and outcomes.</summary>
internal sealed partial class SessionRun
{
    private void LogEnded(long turn, TurnResult result, TimeSpan took)
    {
        var (fate, milliseconds) = (TurnLabels.FateOf(result), (long)took.TotalMilliseconds);
        if (TurnLabels.ErrorOf(result.Error) is { } error)
            LogFailed(session.Info.Id, turn, fate, error, result.Model, milliseconds);
        else
            LogEnded(session.Info.Id, turn, fate, result.Model, result.Usage?.Input ?? 0, result.Usage?.Output ?? 0, milliseconds);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Session {Session}: turn {Turn} from {Channel} begins, attempt {Attempt}.")]
    private partial void LogBegan(SessionId session, long turn, string channel, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {Session}: turn {Turn} {Fate} by {Model}, {Input} tokens in, {Output} out, {Milliseconds} ms.")]
    private partial void LogEnded(SessionId session, long turn, string fate, string model, long input, long output, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {Session}: turn {Turn} {Fate}: {Error}, model {Model}, {Milliseconds} ms.")]
    private partial void LogFailed(SessionId session, long turn, string fate, string error, string model, long milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Session {Session}: turn {Turn} was left without an end: {Step}.")]
    private partial void LogRecovery(SessionId session, long turn, StoredTurnStep step);
}
