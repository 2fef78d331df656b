using System.CommandLine;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot gateway</c>: the server behind which the assistant answers for every door.</summary>
internal static class GatewayCommand
{
    public static Command Create() => new("gateway", "The server that answers everywhere: terminals, Telegram, Discord, Slack and the HTTP API.")
    {
        GatewayStartCommand.Create(), GatewayStopCommand.Create(), GatewayStatusCommand.Create(), GatewayLogsCommand.Create(),
    };
}
