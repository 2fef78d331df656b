using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>What listening logs: changes, not each try; no texts.</summary>
internal sealed partial class SlackListener
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Slack: listening as {Account}.")]
    private partial void LogConnected(string account);

    [LoggerMessage(Level = LogLevel.Information, Message = "Slack: the connection is renewed ({Reason}).")]
    private partial void LogRenewed(string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slack: {State}: {Why}.")]
    private partial void LogTurned(string state, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Slack: events could not be stored and are not acknowledged: {Why} Next try in {Wait}.")]
    private partial void LogNotTaken(string why, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Error, Message = "Slack: what was said while nothing was heard could not be read: {Why}")]
    private partial void LogNotRead(string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slack: events were held back, since there were too many in an hour; they are read from the histories.")]
    private partial void LogHeldBack();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Slack: too many events wait to be stored; Slack delivers them again.")]
    private partial void LogFull();
}
