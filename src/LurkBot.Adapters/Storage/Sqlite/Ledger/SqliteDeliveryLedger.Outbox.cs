using LurkBot.Sessions;
using Microsoft.Data.Sqlite;

namespace LurkBot.Delivery;

/// <summary>What goes.</summary>
internal sealed partial class SqliteDeliveryLedger
{
    private const string OutboundColumns = "SELECT id, delivery, part, kind, address, text, at, state, markup, renderer, session, entry, reply_to, buttons, platform_id, attempts, reason, updated_at, file, rich FROM outbound ";

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboundRecord>> AddAsync(IReadOnlyList<OutboundRecord> parts, CancellationToken cancellationToken) => WriteAsync<IReadOnlyList<OutboundRecord>>(
        () =>
        {
            if (parts.Count == 0)
                return [];
            Adopt(parts[0]);
            if (PartsOf(parts[0].Delivery) is { Count: > 0 } known)
                return known;
            foreach (var part in parts)
                Insert(part);
            return [.. PartsOf(parts[0].Delivery)];
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> BeginSendingAsync(long id, CancellationToken cancellationToken) => WriteAsync(
        () => database.Execute("UPDATE outbound SET state = 1, attempts = attempts + 1, updated_at = $2 WHERE id = $1 AND state = 0", id, Now) > 0,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> MoveOutboundAsync(long id, OutboundState state, string? platformId, string? reason, CancellationToken cancellationToken) => WriteAsync(
        () => database.Execute(
            """
            UPDATE outbound SET state = $2, platform_id = coalesce($3, platform_id), reason = $4, updated_at = $5,
              text = CASE WHEN $2 IN (2, 5) THEN '' ELSE text END, markup = CASE WHEN $2 IN (2, 5) THEN NULL ELSE markup END, buttons = CASE WHEN $2 IN (2, 5) THEN NULL ELSE buttons END,
              file = CASE WHEN $2 IN (2, 5) THEN NULL ELSE file END, rich = CASE WHEN $2 IN (2, 5) THEN NULL ELSE rich END
            WHERE id = $1 AND state < 2
            """,
            id, (int)state, platformId, reason, Now) > 0,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<OutboundRecord?> FindPreviewAsync(string delivery, CancellationToken cancellationToken) => ReadAsync(() => Rows("WHERE delivery = $1 AND part = 0 AND state = 3", delivery).FirstOrDefault(), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask ReplacePreviewAsync(long preview, long part, string? platformId, CancellationToken cancellationToken) => await WriteAsync(
        () => database.Execute("UPDATE outbound SET platform_id = coalesce($2, platform_id), updated_at = $3 WHERE id = $1 AND state = 0", part, platformId, Now)
            + database.Execute("DELETE FROM outbound WHERE id = $1 AND part = 0", preview),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboundRecord>> ReadUnsentAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<OutboundRecord>>(() => Rows("WHERE state < 2 ORDER BY id"), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RetryAsync(string row, CancellationToken cancellationToken) => WriteAsync(
        () => Row(row) is var (isInbound, id) && (isInbound
            ? database.Execute("UPDATE inbound SET state = 0, reason = 'asked for again', updated_at = $2 WHERE id = $1 AND state = 4 AND entry IS NOT NULL", id, Now) > 0
            : database.Execute("UPDATE outbound SET state = 0, reason = 'asked for again', updated_at = $2 WHERE id = $1 AND state IN (3, 4) AND text <> ''", id, Now) > 0),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> CancelAsync(string row, string reason, CancellationToken cancellationToken) => WriteAsync(
        () => Row(row) is var (isInbound, id) && (isInbound
            ? database.Execute("UPDATE inbound SET state = CASE WHEN state = 0 AND entry IS NOT NULL THEN 4 ELSE 6 END, reason = $2, text = NULL, updated_at = $3 WHERE id = $1 AND state IN (0, 4)", id, reason, Now) > 0
            : database.Execute("UPDATE outbound SET state = 5, reason = $2, text = '', markup = NULL, buttons = NULL, file = NULL, rich = NULL, updated_at = $3 WHERE id = $1 AND state IN (0, 3, 4)", id, reason, Now) > 0),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> CancelAllAsync(SessionId session, string reason, CancellationToken cancellationToken) => WriteAsync(
        () => database.Execute("UPDATE outbound SET state = 5, reason = $2, text = '', markup = NULL, buttons = NULL, file = NULL, rich = NULL, updated_at = $3 WHERE session = $1 AND (state IN (0, 3, 4) OR (state = 1 AND kind = 0 AND entry IS NULL))", Text(session), reason, Now)
            // What is on its way may arrive; if it does not, it is not tried again.
            + database.Execute("UPDATE outbound SET state = 3, reason = $2, updated_at = $3 WHERE session = $1 AND state = 1", Text(session), reason, Now)
            + database.Execute("UPDATE inbound SET state = 6, reason = $2, text = NULL, updated_at = $3 WHERE session = $1 AND state < 3", Text(session), reason, Now),
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LedgerRows> ReadAsync(LedgerFilter filter, CancellationToken cancellationToken) => ReadAsync(() => ReadRows(filter), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> RetargetAsync(DeliveryTarget from, DeliveryTarget to, CancellationToken cancellationToken) => WriteAsync(
        () =>
        {
            var count = 0;
            // What is being sent has its answer, and the message's id, from the former chat.
            foreach (var part in Rows("WHERE state = 0 ORDER BY id"))
            {
                if (DeliveryTarget.TryParse(new Turns.ReplyAddress(part.Address)) is { } target && target with { Thread = null } == from)
                    count += database.Execute("UPDATE outbound SET address = $2, platform_id = NULL WHERE id = $1", part.Id, (to with { Thread = target.Thread }).Address.Text);
            }

            return count;
        },
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<int> PurgeAsync(DateTimeOffset before, int strangers, CancellationToken cancellationToken) => WriteAsync(
        () => database.Execute("DELETE FROM outbound WHERE state >= 2 AND updated_at < $1", before.ToUnixTimeMilliseconds())
            + database.Execute("DELETE FROM inbound WHERE state >= 3 AND updated_at < $1", before.ToUnixTimeMilliseconds())
            + database.Execute("DELETE FROM inbound WHERE state = 5 AND session IS NULL AND id <= (SELECT id FROM inbound WHERE state = 5 AND session IS NULL ORDER BY id DESC LIMIT 1 OFFSET $1)", strangers),
        cancellationToken);

    private LedgerRows ReadRows(LedgerFilter filter)
    {
        var (session, since) = (filter.Session is { } id ? Text(id) : null, filter.Since?.ToUnixTimeMilliseconds() ?? long.MinValue);
        var inbound = new List<InboundRecord>();
        if (States(filter.Inbound?.Select(state => (int)state)) is { } came)
        {
            using var reader = database.Read($"{InboundColumns} WHERE ($1 IS NULL OR session = $1) AND at >= $2 {came} ORDER BY id DESC LIMIT $3", session, since, filter.Limit);
            while (reader.Read())
                inbound.Add(Inbound(reader));
            inbound.Reverse();
        }

        IReadOnlyList<OutboundRecord> outbound = States(filter.Outbound?.Select(state => (int)state)) is { } goes
            ? [.. Rows($"WHERE ($1 IS NULL OR session = $1) AND at >= $2 AND ($4 IS NULL OR kind = $4) {goes} ORDER BY id DESC LIMIT $3", session, since, filter.Limit, filter.Kind is { } kind ? (int)kind : null).AsEnumerable().Reverse()]
            : [];
        return new LedgerRows(inbound, outbound);
    }

    /// <summary>Takes in the whole of one delivery.</summary>
    private IReadOnlyList<OutboundRecord> TakeIn(IReadOnlyList<OutboundRecord> parts)
    {
        var delivery = parts[0].Delivery;
        Adopt(parts[0]);
        if (PartsOf(delivery) is { Count: > 0 } known)
        {
            if (known is not [{ Entry: null, Kind: OutboundKind.Reply } preview])
                return [];
            if (preview is { PlatformId: null, State: OutboundState.Sending or OutboundState.MaybeSent })
            {
                // Whether the preview is there is not known: the reply is sent as a message of its own.
                database.Execute("UPDATE outbound SET part = 0, state = 3, entry = $2, reason = 'the answer to its preview was lost', updated_at = $3 WHERE id = $1", preview.Id, parts[0].Entry, Now);
            }
            else
            {
                database.Execute("DELETE FROM outbound WHERE id = $1", preview.Id);
                // A chat that moved has other ids.
                var shown = string.Equals(preview.Address, parts[0].Address, StringComparison.Ordinal) ? preview.PlatformId : null;
                parts = [parts[0] with { PlatformId = shown, State = parts[0].State is OutboundState.Cancelled && shown is not null ? OutboundState.Pending : parts[0].State }, .. parts.Skip(1)];
            }
        }

        if (parts[0].State is OutboundState.Cancelled)
            return [];
        foreach (var part in parts)
            Insert(part);
        return [.. PartsOf(delivery).Where(part => part.State is OutboundState.Pending)];
    }

    /// <summary>
    /// A process that is killed leaves the preview of a turn whose messages another turn answers then, under another name: it is that turn's preview. A session has
    /// one turn at a time.
    /// </summary>
    private void Adopt(OutboundRecord part)
    {
        if (part is not { Kind: OutboundKind.Reply or OutboundKind.Notice, Session: { } session })
            return;
        database.Execute(
            """
            UPDATE outbound SET delivery = $2 WHERE NOT EXISTS (SELECT 1 FROM outbound WHERE delivery = $2)
              AND id = (SELECT max(id) FROM outbound WHERE session = $1 AND kind = $3 AND entry IS NULL AND part = 1 AND address = $4 AND state < 5)
            """,
            Text(session), part.Delivery, (int)OutboundKind.Reply, part.Address);
    }

    private List<OutboundRecord> PartsOf(string delivery) => Rows("WHERE delivery = $1 ORDER BY part", delivery);

    private void Insert(OutboundRecord part) => database.Execute(
        "INSERT INTO outbound(delivery, part, kind, address, state, at, updated_at, text, markup, renderer, session, entry, reply_to, buttons, platform_id, attempts, reason, file, rich) VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, $16, $17, $18)",
        part.Delivery, part.Part, (int)part.Kind, part.Address, (int)part.State, part.At.ToUnixTimeMilliseconds(), Now, Keeps(part) ? part.Text : "", Keeps(part) ? part.Markup : null, part.Renderer, part.Session is { } session ? Text(session) : null, part.Entry, part.ReplyTo, Keeps(part) ? Buttons(part.Buttons) : null, part.PlatformId, part.Reason, Keeps(part) ? FileText(part.File) : null, Keeps(part) ? part.Rich : null);

    private static bool Keeps(OutboundRecord part) => part.State is not (OutboundState.Sent or OutboundState.Cancelled);

    private List<OutboundRecord> Rows(string where, params object?[] values)
    {
        var rows = new List<OutboundRecord>();
        using var reader = database.Read(OutboundColumns + where, values);
        while (reader.Read())
            rows.Add(Outbound(reader));
        return rows;
    }

    private static OutboundRecord Outbound(SqliteDataReader reader) => new(reader.GetString(1), reader.GetInt32(2), (OutboundKind)reader.GetInt32(3), reader.GetString(4), reader.GetString(5), Time(reader, 6))
    {
        Id = reader.GetInt64(0),
        State = (OutboundState)reader.GetInt32(7),
        Markup = Optional(reader, 8),
        Renderer = reader.GetInt32(9),
        Session = Session(reader, 10),
        Entry = reader.IsDBNull(11) ? null : reader.GetInt64(11),
        ReplyTo = Optional(reader, 12),
        Buttons = Buttons(Optional(reader, 13)),
        PlatformId = Optional(reader, 14),
        Attempts = reader.GetInt32(15),
        Reason = Optional(reader, 16),
        UpdatedAt = Time(reader, 17),
        File = FileOf(Optional(reader, 18)),
        Rich = Optional(reader, 19),
    };

    private static string? FileText(OutboundFile? file) => file is null ? null : $"{file.Blob}\t{file.Name}";

    private static OutboundFile? FileOf(string? text) => text?.Split('\t', 2) is [var blob, var name] ? new OutboundFile(blob, name) : null;

    /// <summary>One line for each button, each part of it encoded.</summary>
    private static string? Buttons(IReadOnlyList<OutboundButton> buttons) => buttons.Count == 0 ? null : string.Join('\n', buttons.Select(button => $"{Uri.EscapeDataString(button.Data)}\t{Uri.EscapeDataString(button.Label)}"));

    private static IReadOnlyList<OutboundButton> Buttons(string? text) => text is null ? [] : [.. text.Split('\n').Select(line => line.Split('\t', 2)).Where(pair => pair.Length == 2).Select(pair => new OutboundButton(Uri.UnescapeDataString(pair[1]), Uri.UnescapeDataString(pair[0])))];

    /// <summary>The condition on states; null where none is wanted.</summary>
    private static string? States(IEnumerable<int>? states) => states is null ? "" : string.Join(", ", states) is { Length: > 0 } list ? $"AND state IN ({list})" : null;
}
