using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Remote;
using LurkBot.Doors;
using LurkBot.Gateway;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot gateway</c>: the server behind which the assistant answers for every door.</summary>
internal static class GatewayCommand
{
    public static Command Create() => new("gateway", "The server that answers for every door: terminals now, the HTTP API.") { Start(), Status() };

    private static Command Start()
    {
        var command = new Command("start", "Run the gateway until Ctrl-C or a SIGTERM.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            if (!host.Options.Sessions.Persistence)
                Warnings.Write("Persistence is off: sessions are in memory, and are gone when the gateway stops.");
            await GatewayServer.RunAsync(
                host.Services,
                host.Options.Of<GatewayOptions>(),
                GatewayClient.Version,
                addresses =>
                {
                    foreach (var address in addresses)
                        Console.WriteLine($"Listening on {TerminalText.Sanitize(address)}");
                    Console.WriteLine("Ready. Ctrl-C stops the gateway; turns under way may end first.");
                },
                cancellationToken);
            Console.WriteLine("Stopped.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Status()
    {
        var command = new Command("status", "Say whether the gateway of this home runs, and whether this command line uses it.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var (client, why) = await GatewayClient.FindAsync(host.Services, host.Options.Of<GatewayOptions>(), cancellationToken);
            using (client)
            {
                Console.WriteLine(client is not null ? $"The gateway runs at {TerminalText.Sanitize(client.Address)}; chats go through it."
                    : why is not null ? $"{TerminalText.Sanitize(why)}; chats run in their own process."
                    : "No gateway runs. Start it with: lurkbot gateway start");
                return client is null && why is null ? ExitCodes.Failure : ExitCodes.Success;
            }
        });
        return command;
    }
}
