using LurkBot.Erasure;
using LurkBot.Sessions;

namespace LurkBot.Delivery;

/// <summary>What is erased.</summary>
internal sealed partial class SqliteDeliveryLedger
{
    /// <summary>
    /// Erases: of sessions that go altogether all rows, and of a person those of their direct chat that belong to no session; of others the texts that tell erased entries or quote them, and what waits of these is cancelled. Afterwards
    /// no page of the files holds them.
    /// </summary>
    /// <param name="plan">What is erased.</param>
    /// <param name="dryRun">Whether nothing is changed.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>How many rows are concerned.</returns>
    /// <exception cref="LurkBotException">The ledger cannot be written.</exception>
    public async ValueTask<int> EraseAsync(ErasurePlan plan, bool dryRun, CancellationToken cancellationToken)
    {
        var steps = plan.Steps.ToLookup(step => step.Id);
        var whole = steps.Where(copies => copies.All(copy => copy.IsWhole)).Select(copies => copies.Key).ToHashSet();
        var entries = steps.Where(copies => !whole.Contains(copies.Key)).ToDictionary(copies => copies.Key, copies => copies.SelectMany(copy => copy.Entries).ToHashSet());
        var count = await WriteAsync(() => Inbound() + Outbound() + Sessions(), cancellationToken);
        // Pages that were split still hold pieces of what moved on.
        if (!dryRun && count + plan.Steps.Count > 0)
            await ReadAsync(() => database.Execute("VACUUM"), cancellationToken);
        if (!dryRun && await ReadAsync(() => database.Number("PRAGMA wal_checkpoint(TRUNCATE)"), cancellationToken) != 0)
            throw new LurkBotException($"The rows were erased, but another process reads {path}, and its log may still hold their text. Stop the gateway, and erase again.");
        return count;

        int Inbound()
        {
            var rows = ReadRows(new LedgerFilter { Outbound = [], Limit = int.MaxValue }).Inbound;
            var (gone, emptied) = (rows.Where(row => IsWhole(row.Session) || IsTheirs(row)).ToList(), rows.Where(row => !IsWhole(row.Session) && !IsTheirs(row) && (row.Text ?? row.Reason) is not null && IsMeant(row.Session, row.Entry, $"{row.Text}\n{row.Reason}")).ToList());
            foreach (var row in dryRun ? [] : gone)
                database.Execute("DELETE FROM inbound WHERE id = $1", row.Id);
            foreach (var row in dryRun ? [] : emptied)
                database.Execute("UPDATE inbound SET text = NULL, reason = 'erased' WHERE id = $1", row.Id);
            return gone.Count + emptied.Count;
        }

        int Outbound()
        {
            var rows = ReadRows(new LedgerFilter { Inbound = [], Limit = int.MaxValue }).Outbound;
            var (gone, emptied) = (rows.Where(row => IsWhole(row.Session) || IsTo(row)).ToList(), rows.Where(row => !IsWhole(row.Session) && !IsTo(row) && (row.Text.Length > 0 || row.Reason is not null) && IsMeant(row.Session, row.Entry, TextOf(row))).ToList());
            foreach (var row in dryRun ? [] : gone)
                database.Execute("DELETE FROM outbound WHERE id = $1", row.Id);
            // One that is being sent now has its fate from the platform.
            foreach (var row in dryRun ? [] : emptied)
                database.Execute("UPDATE outbound SET text = '', markup = NULL, buttons = NULL, file = NULL, rich = NULL, reason = 'erased', state = CASE WHEN state IN (0, 3, 4) THEN 5 ELSE state END WHERE id = $1", row.Id);
            return gone.Count + emptied.Count;
        }

        int Sessions()
        {
            foreach (var session in dryRun ? [] : whole)
                database.Execute("DELETE FROM session WHERE id = $1", Text(session));
            return 0;
        }

        bool IsWhole(SessionId? session) => session is { } id && whole.Contains(id);

        bool IsTheirs(InboundRecord row) => row.Session is null && plan.Target.Person is { } person && MessageSource.TryParse(row.Source) is { } source && IsPersons(source.Channel, source.Chat, person);

        bool IsTo(OutboundRecord row) => row.Session is null && plan.Target.Person is { } person && DeliveryTarget.TryParse(new Turns.ReplyAddress(row.Address)) is { } target && IsPersons(target.Channel, target.Chat, person);

        bool IsPersons(string channel, string chat, string person) => string.Equals(chat, person, StringComparison.Ordinal) && (plan.Target.Channel ?? channel) == channel;

        // What other sessions have in the same words stays theirs.
        bool IsMeant(SessionId? session, long? entry, string text) =>
            session is { } id && entries.TryGetValue(id, out var erased) ? (entry is { } number && erased.Contains(number)) || (plan.Text.OccursIn(text) && !Stands(plan, id, entry))
            : (session is not { } other || !plan.Stored.Contains(other)) && plan.LongText.OccursIn(text);
    }

    /// <summary>Counts the rows that stay and have words of an erased text.</summary>
    /// <param name="plan">What is erased.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    internal ValueTask<int> CountElsewhereAsync(ErasurePlan plan, CancellationToken cancellationToken) => ReadAsync(
        () =>
        {
            var rows = ReadRows(new LedgerFilter { Limit = int.MaxValue });
            return rows.Inbound.Count(row => IsOthers(plan, row.Session, row.Entry) && plan.Text.OccursIn($"{row.Text}\n{row.Reason}"))
                + rows.Outbound.Count(row => IsOthers(plan, row.Session, row.Entry) && plan.Text.OccursIn(TextOf(row)));
        },
        cancellationToken);

    private static bool IsOthers(ErasurePlan plan, SessionId? session, long? entry) => session is { } id && plan.Stored.Contains(id) && (plan.Steps.All(step => step.Id != id) || Stands(plan, id, entry));

    private static bool Stands(ErasurePlan plan, SessionId session, long? entry) => plan.Elsewhere.Any(found => found.Session == session && found.Entry == entry);

    private static string TextOf(OutboundRecord row) => string.Join('\n', [row.Text, row.Markup, row.Reason, row.File?.Name, row.Rich, .. row.Buttons.Select(button => button.Label)]);
}
