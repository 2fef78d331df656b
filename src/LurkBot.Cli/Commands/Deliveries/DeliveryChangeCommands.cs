using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot deliveries retry, cancel, rebuild</c>.</summary>
internal static class DeliveryChangeCommands
{
    public static IEnumerable<Command> Create() => [DeliveryChange.Retry.Create(), DeliveryChange.Cancel.Create(), Rebuild()];

    private static Command Rebuild()
    {
        var command = new Command("rebuild", "Put the delivery ledger aside; the next start of the gateway makes a new one from the sessions' files.");
        command.SetAction(async (_, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            host.RequirePersistence("there is no delivery ledger.");
            if (GatewayRecord.IsLocked(host.Options.Home))
                throw new CommandException(ExitCodes.Failure, "A gateway runs. Stop it first: lurkbot gateway stop");
            var path = Path.Combine(host.Options.Home, SqliteDeliveryLedger.FileName);
            if (!File.Exists(path))
            {
                Console.WriteLine("There is no delivery ledger yet.");
                return ExitCodes.Success;
            }

            var lost = await CountUnsentAsync(host, cancellationToken);
            Console.WriteLine(SqliteDeliveryLedger.PutAside(path, host.Time));
            Console.WriteLine("The next start of the gateway reads the sessions' files, marks older replies unknown, and sends nothing by itself.");
            if (lost > 0)
                Console.WriteLine($"{Plural.Of(lost, "message that was", "messages that were")} still to be sent will not be.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<int> CountUnsentAsync(Host host, CancellationToken cancellationToken)
    {
        try
        {
            await using var ledger = SqliteDeliveryLedger.OpenExisting(host.Options.Home, host.Time);
            return ledger is null ? 0 : (await ledger.ReadUnsentAsync(cancellationToken)).Count;
        }
        catch (LurkBotException)
        {
            // It is damaged: that is why it is rebuilt.
            return 0;
        }
    }
}
