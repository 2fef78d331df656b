using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot deliveries retry, cancel, rebuild</c>.</summary>
internal static class DeliveryChangeCommands
{
    public static IEnumerable<Command> Create() => [Retry(), Cancel(), Rebuild()];

    private static Command Retry()
    {
        var id = Id();
        var command = new Command("retry", "Send again what failed or may have been sent, or have a failed message answered.") { id };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (host, row) = (Host.Create(Warnings.Write), result.GetValue(id)!);
            await using var ledger = Open(host, row);
            if (!await ledger.RetryAsync(row, cancellationToken))
                throw await ExplainAsync(ledger, row, "retried", "Only what failed or may have been sent is.", cancellationToken);
            var waits = GatewayRecord.IsLocked(host.Options.Home) ? "" : " It goes out when the gateway runs: lurkbot gateway start";
            Console.WriteLine(row.StartsWith("in-", StringComparison.Ordinal) ? $"{row} will be said again.{waits}" : $"{row} will be sent again.{waits}");
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Cancel()
    {
        var id = Id();
        var command = new Command("cancel", "Drop what waits to be sent, failed or may have been sent, and messages that came and failed.") { id };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (host, row) = (Host.Create(Warnings.Write), result.GetValue(id)!);
            await using var ledger = Open(host, row);
            if (!await ledger.CancelAsync(row, "cancelled by the owner", cancellationToken))
                throw await ExplainAsync(ledger, row, "cancelled", "To stop a turn, run: lurkbot sessions stop KEY", cancellationToken);
            Console.WriteLine($"{row} is cancelled.");
            return ExitCodes.Success;
        });
        return command;
    }

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

    private static Argument<string> Id() => new("ID") { HelpName = "ID", Description = "As lurkbot deliveries shows it: in-12 or out-12." };

    private static SqliteDeliveryLedger Open(Host host, string row) => SqliteDeliveryLedger.OpenExisting(host.Options.Home, host.Time) ?? throw Unknown(row);

    private static CommandException Unknown(string row) => new(ExitCodes.NotFound, $"There is no delivery {TerminalText.Sanitize(row, keepNewlines: false)}. See: lurkbot deliveries");

    /// <summary>Why a row stays as it is.</summary>
    private static async Task<CommandException> ExplainAsync(SqliteDeliveryLedger ledger, string row, string change, string hint, CancellationToken cancellationToken)
    {
        var all = await ledger.ReadAsync(new LedgerFilter { Limit = int.MaxValue }, cancellationToken);
        if (all.Inbound.FirstOrDefault(message => $"in-{message.Id}" == row) is { } inbound)
        {
            return new(ExitCodes.Failure, inbound is { State: InboundState.Failed, Entry: null } && change is "retried"
                ? $"{row} is in no session, so it cannot be said again. Its sender can send it again. To put it aside, run: lurkbot deliveries cancel {row}"
                : $"{row} is {inbound.State.ToText()} and cannot be {change}. {hint}");
        }

        return all.Outbound.FirstOrDefault(part => $"out-{part.Id}" == row) is { } outbound ? new(ExitCodes.Failure, $"{row} is {outbound.State.ToText().Replace('_', ' ')} and cannot be {change}. {hint}") : Unknown(row);
    }
}
