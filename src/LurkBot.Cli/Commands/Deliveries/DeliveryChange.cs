using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot deliveries retry</c> and <c>cancel</c>: one row by its ID, or all of one state.</summary>
internal sealed class DeliveryChange
{
    private const int MostShown = 20;

    private DeliveryChange()
    {
    }

    /// <summary>Sends again, or has a message answered.</summary>
    public static DeliveryChange Retry { get; } = new()
    {
        Name = "retry",
        Done = "retried",
        Description = "Send again what failed or may have been sent, or have a failed message answered.",
        Hint = "Only what failed or may have been sent is.",
        Question = "Send again, or have answered:",
        States = ["failed", "maybe_sent"],
        Takes = static row => row.Entry is not null,
        ApplyAsync = static (ledger, row, cancellationToken) => ledger.RetryAsync(row, cancellationToken),
    };

    /// <summary>Drops what waits.</summary>
    public static DeliveryChange Cancel { get; } = new()
    {
        Name = "cancel",
        Done = "cancelled",
        Description = "Drop what waits to be sent, failed or may have been sent, and messages that came and failed.",
        Hint = "To stop a turn, run: lurkbot sessions stop KEY",
        Question = "Cancel:",
        States = ["received", "failed", "pending", "maybe_sent"],
        Takes = static _ => true,
        ApplyAsync = static (ledger, row, cancellationToken) => ledger.CancelAsync(row, "cancelled by the owner", cancellationToken),
    };

    /// <summary>The name of the command.</summary>
    public required string Name { get; init; }

    /// <summary>What a row is then.</summary>
    public required string Done { get; init; }

    /// <summary>One sentence for the help.</summary>
    public required string Description { get; init; }

    /// <summary>What else may be meant, where a row stays as it is.</summary>
    public required string Hint { get; init; }

    /// <summary>Said before the rows, when it asks.</summary>
    public required string Question { get; init; }

    /// <summary>The states that it changes.</summary>
    public required IReadOnlyList<string> States { get; init; }

    /// <summary>Whether it changes a message that came.</summary>
    public required Func<InboundRecord, bool> Takes { get; init; }

    /// <summary>Changes a row; false where its state does not allow it.</summary>
    public required Func<SqliteDeliveryLedger, string, CancellationToken, ValueTask<bool>> ApplyAsync { get; init; }

    /// <summary>Makes the command.</summary>
    public Command Create()
    {
        var id = new Argument<string?>("ID") { HelpName = "ID", Arity = ArgumentArity.ZeroOrOne, Description = "As lurkbot deliveries shows it: in-12 or out-12. Instead of it, --state selects several." };
        var (state, session) = (DeliverySelection.State($"All in one state: {string.Join(", ", States)}."), DeliverySelection.Session("With --state: only those of one session."));
        var (yes, json) = (new FlagOption("--yes", "Do not ask.", "-y"), new FlagOption("--json", "Print a JSON object."));
        var command = new Command(Name, Description) { id, state, session, yes, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var (row, name) = (result.GetValue(id), result.GetValue(state)?.Replace(' ', '_'));
            if (row is null == name is null || (row is not null && result.GetValue(session) is not null))
                throw new CommandException(ExitCodes.Usage, $"Give either an ID or a state, such as: lurkbot deliveries {Name} out-12, or lurkbot deliveries {Name} --state maybe_sent");
            if (name is not null && !States.Contains(name, StringComparer.Ordinal))
                throw new CommandException(ExitCodes.Usage, $"What is {name} cannot be {Done}. States that can be: {string.Join(", ", States)}.");
            var changed = row is not null ? [await ChangeAsync(host, row, cancellationToken)] : await ChangeAllAsync(host, name!, result.GetValue(session), yes.In(result), cancellationToken);
            if (changed is null)
                return ExitCodes.Failure;
            if (json.In(result))
                JsonOutput.Write(new DeliveryChangeJson(Name, changed), ReportJson.Default.DeliveryChangeJson);
            else
                Console.WriteLine(Said(changed, name, GatewayRecord.IsLocked(host.Options.Home)));
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>What is said of what was changed.</summary>
    /// <param name="changed">The rows.</param>
    /// <param name="state">The state that was asked for; null for one row.</param>
    /// <param name="runs">Whether a gateway runs.</param>
    public string Said(IReadOnlyList<string> changed, string? state, bool runs)
    {
        if (changed.Count == 0)
            return $"No delivery is {state?.Replace('_', ' ')} and can be {Done}.";
        var rows = changed is [var only] ? $"{only} " : $"{Plural.Of(changed.Count, "delivery", "deliveries")} ";
        var (isOne, names) = (changed.Count == 1, changed.Count == 1 ? "." : $": {string.Join(", ", changed)}.");
        if (Name is "cancel")
            return $"{rows}{(isOne ? "is" : "are")} cancelled{names}";
        var what = changed.All(row => row.StartsWith("in-", StringComparison.Ordinal)) ? "will be said again" : "will be sent again";
        return $"{rows}{what}{names}{(runs ? "" : $" {(isOne ? "It goes" : "They go")} out when the gateway runs: lurkbot gateway start")}";
    }

    private async Task<string> ChangeAsync(Host host, string row, CancellationToken cancellationToken)
    {
        await using var ledger = SqliteDeliveryLedger.OpenExisting(host.Options.Home, host.Time) ?? throw Unknown(row);
        return await ApplyAsync(ledger, row, cancellationToken) ? row : throw await ExplainAsync(ledger, row, cancellationToken);
    }

    /// <summary>Changes all of one state, once it was said which they are.</summary>
    /// <returns>Null when the answer was no. What changed meanwhile by itself stays as it is.</returns>
    private async Task<IReadOnlyList<string>?> ChangeAllAsync(Host host, string state, string? session, bool isSure, CancellationToken cancellationToken)
    {
        var names = (await host.Store.ListAsync(cancellationToken)).Sessions.ToDictionary(info => info.Id, info => info.Key);
        var filter = new LedgerFilter { Limit = int.MaxValue, Session = await DeliverySelection.FindAsync(host, names, session, cancellationToken) }.WithState(state);
        await using var ledger = SqliteDeliveryLedger.OpenExisting(host.Options.Home, host.Time);
        if (ledger is null)
            return [];
        var rows = await ledger.ReadAsync(filter, cancellationToken);
        string Place(SessionId? id, string address) => id is { } known && names.TryGetValue(known, out var key) ? key.ToString() : address;
        var found = rows.Inbound.Where(Takes).Select(row => (Id: $"in-{row.Id}", Place: Place(row.Session, row.Address)))
            .Concat(rows.Outbound.Select(row => (Id: $"out-{row.Id}", Place: Place(row.Session, row.Address)))).ToList();
        if (!isSure && found.Count > 0)
        {
            Console.Error.WriteLine(Question);
            foreach (var (id, place) in found.Take(MostShown))
                Console.Error.WriteLine(TerminalText.Sanitize($"  {id,-8} {place}", keepNewlines: false));
            if (found.Count > MostShown)
                Console.Error.WriteLine($"  … and {found.Count - MostShown} more");
            if (!await SessionsCommand.ConfirmAsync($"{char.ToUpperInvariant(Name[0])}{Name[1..]} {Plural.Of(found.Count, "delivery", "deliveries")}", cancellationToken))
                return null;
        }

        var changed = new List<string>();
        foreach (var (id, _) in found)
        {
            if (await ApplyAsync(ledger, id, cancellationToken))
                changed.Add(id);
        }

        return changed;
    }

    private static CommandException Unknown(string row) => new(ExitCodes.NotFound, $"Unknown delivery {TerminalText.Sanitize(row, keepNewlines: false)}. See: lurkbot deliveries");

    /// <summary>Why a row stays as it is.</summary>
    private async Task<CommandException> ExplainAsync(SqliteDeliveryLedger ledger, string row, CancellationToken cancellationToken)
    {
        var all = await ledger.ReadAsync(new LedgerFilter { Limit = int.MaxValue }, cancellationToken);
        if (all.Inbound.FirstOrDefault(message => $"in-{message.Id}" == row) is { } inbound)
        {
            return new(ExitCodes.Failure, inbound is { State: InboundState.Failed } && !Takes(inbound)
                ? $"{row} is in no session, so it cannot be said again. Its sender can send it again. To put it aside, run: lurkbot deliveries cancel {row}"
                : $"{row} is {inbound.State.ToText()} and cannot be {Done}. {Hint}");
        }

        return all.Outbound.FirstOrDefault(part => $"out-{part.Id}" == row) is { } outbound ? new(ExitCodes.Failure, $"{row} is {outbound.State.ToText().Replace('_', ' ')} and cannot be {Done}. {Hint}") : Unknown(row);
    }
}
