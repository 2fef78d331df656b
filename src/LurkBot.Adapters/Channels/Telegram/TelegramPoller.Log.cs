using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>What polling logs: changes, not each try; no texts.</summary>
internal sealed partial class TelegramPoller
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Telegram: listening as bot {Account}.")]
    private partial void LogConnected(string account);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telegram: {State}: {Why}.")]
    private partial void LogTurned(string state, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Telegram: a webhook was set for the bot and is removed: {Outcome}.")]
    private partial void LogWebhook(string outcome);

    private void LogNotTaken(string why, TimeSpan wait) => LogNotStored(why, wait.TotalSeconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "Telegram: updates could not be stored and are not acknowledged: {Why} Next try in {Seconds} s.")]
    private partial void LogNotStored(string why, double seconds);
}
