using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot deliveries</c>: what came from platforms and what goes to them.</summary>
internal static class DeliveriesCommand
{
    public static Command Create()
    {
        var (session, state) = (DeliverySelection.Session("Only those of one session."), DeliverySelection.State("Only those in one state, such as failed or maybe_sent."));
        var since = new SinceOption();
        var all = new FlagOption("--all", "Show all, not only what needs a decision and the newest others.");
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("deliveries", "Show what came from platforms and what was sent to them; first what failed or may have been sent.") { session, state, since, all, json };
        foreach (var subcommand in DeliveryChangeCommands.Create())
            command.Add(subcommand);
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var names = (await host.Store.ListAsync(cancellationToken)).Sessions.ToDictionary(info => info.Id, info => info.Key);
            var filter = new LedgerFilter { Since = since.In(result, host.Time), Session = await DeliverySelection.FindAsync(host, names, result.GetValue(session), cancellationToken) }.WithState(result.GetValue(state));
            if (all.In(result))
                filter = filter with { Limit = int.MaxValue };
            await using var ledger = SqliteDeliveryLedger.OpenExisting(host.Options.Home, host.Time);
            var rows = ledger is null ? new LedgerRows([], []) : await ledger.ReadAsync(filter, cancellationToken);
            var texts = await TextsAsync(host, names, rows.Inbound, cancellationToken);
            string NameOf(SessionId id) => names.TryGetValue(id, out var key) ? key.ToString() : $"session {id}";
            string? TextOf(InboundRecord row) => row.Text ?? texts.GetValueOrDefault(row.Id);
            if (json.In(result))
            {
                JsonOutput.Write(DeliveriesJson.Of(rows, NameOf, TextOf), ReportJson.Default.DeliveriesJson);
                return ExitCodes.Success;
            }

            if (rows.Inbound.Count + rows.Outbound.Count == 0)
                Console.WriteLine("No deliveries.");
            foreach (var line in new DeliveriesText(rows, NameOf, TextOf) { Others = all.In(result) ? int.MaxValue : DeliveriesText.Newest, HasMore = rows.Inbound.Count == filter.Limit || rows.Outbound.Count == filter.Limit }.Lines())
                Console.WriteLine(line);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>The texts of failed messages, which their sessions hold.</summary>
    private static async Task<Dictionary<long, string>> TextsAsync(Host host, Dictionary<SessionId, SessionKey> names, IReadOnlyList<InboundRecord> rows, CancellationToken cancellationToken)
    {
        var texts = new Dictionary<long, string>();
        foreach (var failed in rows.Where(row => row is { State: InboundState.Failed, Session: not null, Entry: not null }).GroupBy(row => row.Session!.Value))
        {
            if (!names.TryGetValue(failed.Key, out var key))
                continue;
            try
            {
                await using var session = await host.Store.OpenAsync(key, cancellationToken);
                var entries = session is null ? [] : (await session.ReadAfterAsync(failed.Min(row => row.Entry!.Value) - 1, cancellationToken)).OfType<UserEntry>().ToDictionary(entry => entry.Id);
                foreach (var row in failed)
                {
                    if (entries.TryGetValue(row.Entry!.Value, out var entry))
                        texts[row.Id] = entry.Content;
                }
            }
            catch (LurkBotException e)
            {
                Warnings.Write(e.Message);
            }
        }

        return texts;
    }
}
