using System.Globalization;
using LurkBot.Sessions;
using Microsoft.Data.Sqlite;

namespace LurkBot.Delivery;

/// <summary>What came.</summary>
internal sealed partial class SqliteDeliveryLedger
{
    private const string InboundColumns = "SELECT id, source, address, state, at, updated_at, session, entry, reason, text FROM inbound ";

    /// <summary>The text of what ended well is in the session's file, or was a command or a stranger's.</summary>
    private const string KeepsText = "CASE WHEN $2 IN (3, 5, 6) THEN NULL ELSE text END";

    /// <summary>A message that a person asked for again keeps waiting for that, whatever its file told of it.</summary>
    private const string IsGivenBack = "(state = 0 AND entry IS NOT NULL AND entry IS $6)";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<InboundRecord>> ReceiveAsync(IReadOnlyList<InboundRecord> messages, CancellationToken cancellationToken) => WriteAsync<IReadOnlyList<InboundRecord>>(
        () =>
        {
            var rows = new List<InboundRecord>(messages.Count);
            foreach (var message in messages)
            {
                Insert(message);
                rows.Add(FindInbound(message.Source)!);
            }

            return rows;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> MoveInboundAsync(string source, InboundState state, string? reason, CancellationToken cancellationToken) => WriteAsync(
        () => database.Execute($"UPDATE inbound SET state = $2, reason = $3, updated_at = $4, text = {KeepsText} WHERE source = $1 AND state < 3", source, (int)state, reason, Now) > 0,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ReceiveAgainAsync(string source, CancellationToken cancellationToken) => WriteAsync(
        () => database.Execute("UPDATE inbound SET state = 0, reason = NULL, updated_at = $2 WHERE source = $1 AND state = 5 AND entry IS NULL", source, Now) > 0,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<InboundRecord?> FindReceivedAsync(string source, CancellationToken cancellationToken) => ReadAsync(() => FindInbound(source), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> ReadCursorAsync(string name, CancellationToken cancellationToken) => ReadAsync(
        () =>
        {
            using var reader = database.Read("SELECT value FROM cursor WHERE name = $1", name);
            return reader.Read() ? reader.GetString(0) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WriteCursorAsync(string name, string value, CancellationToken cancellationToken) => await WriteAsync(
        () => database.Execute("INSERT INTO cursor(name, value) VALUES($1, $2) ON CONFLICT(name) DO UPDATE SET value = excluded.value", name, value),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long?> ReadThroughAsync(SessionId session, CancellationToken cancellationToken) => ReadAsync<long?>(
        () =>
        {
            using var reader = database.Read("SELECT through FROM session WHERE id = $1", Text(session));
            return reader.Read() ? reader.GetInt64(0) : null;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<SessionId, long>> ReadThroughAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyDictionary<SessionId, long>>(
        () =>
        {
            var all = new Dictionary<SessionId, long>();
            using var reader = database.Read("SELECT id, through FROM session");
            while (reader.Read())
                all[Session(reader, 0)!.Value] = reader.GetInt64(1);
            return all;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboundRecord>> TakeInAsync(LedgerIntake intake, CancellationToken cancellationToken) => WriteAsync<IReadOnlyList<OutboundRecord>>(() => TakeIn(intake), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask TakeInAllAsync(IReadOnlyList<LedgerIntake> intakes, CancellationToken cancellationToken) => await WriteAsync(
        () =>
        {
            foreach (var intake in intakes)
                TakeIn(intake);
            return true;
        },
        cancellationToken);

    private List<OutboundRecord> TakeIn(LedgerIntake intake)
    {
        foreach (var message in intake.Inbound)
        {
            Insert(message);
            database.Execute(
                $"UPDATE inbound SET state = $2, reason = $3, updated_at = $4, session = $5, entry = $6, text = {KeepsText} WHERE source = $1 AND state < 3 AND (state <> $2 OR entry IS NULL) AND NOT {IsGivenBack}",
                message.Source, (int)message.State, message.Reason, Now, message.Session is { } session ? Text(session) : null, message.Entry);
        }

        var pending = new List<OutboundRecord>();
        foreach (var delivery in intake.Outbound.GroupBy(part => part.Delivery, StringComparer.Ordinal))
            pending.AddRange(TakeIn([.. delivery]));
        database.Execute("INSERT INTO session(id, through) VALUES($1, $2) ON CONFLICT(id) DO UPDATE SET through = max(through, excluded.through)", Text(intake.Session), intake.Through);
        return pending;
    }

    private void Insert(InboundRecord message) => database.Execute(
        "INSERT INTO inbound(source, address, state, at, updated_at, session, entry, reason, text) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT(source) DO NOTHING",
        message.Source, message.Address, (int)message.State, message.At.ToUnixTimeMilliseconds(), Now, message.Session is { } session ? Text(session) : null, message.Entry, message.Reason, message.State is InboundState.Answered or InboundState.Refused or InboundState.Cancelled ? null : message.Text);

    private InboundRecord? FindInbound(string source)
    {
        using var reader = database.Read(InboundColumns + "WHERE source = $1", source);
        return reader.Read() ? Inbound(reader) : null;
    }

    private static InboundRecord Inbound(SqliteDataReader reader) => new(reader.GetString(1), reader.GetString(2), (InboundState)reader.GetInt32(3), Time(reader, 4))
    {
        Id = reader.GetInt64(0),
        UpdatedAt = Time(reader, 5),
        Session = Session(reader, 6),
        Entry = reader.IsDBNull(7) ? null : reader.GetInt64(7),
        Reason = Optional(reader, 8),
        Text = Optional(reader, 9),
    };

    private static (bool IsInbound, long Id)? Row(string name) =>
        name.Split('-') is [var direction, var number] && direction is "in" or "out" && long.TryParse(name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && number.Length > 0
            ? (direction is "in", id)
            : null;
}
