using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>What listening logs: changes, not each try; no texts.</summary>
internal sealed partial class DiscordGateway
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Discord: listening as bot {Account}.")]
    private partial void LogConnected(string account);

    [LoggerMessage(Level = LogLevel.Information, Message = "Discord: {Why}; connecting again.")]
    private partial void LogEnded(string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "Discord: {Why}. {Advice}")]
    private partial void LogRefused(string why, string? advice);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Discord: {State}: {Why}.")]
    private partial void LogTurned(string state, string why);
}
