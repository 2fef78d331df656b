using System.Globalization;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Channels;

/// <summary>
/// The messages that ask whether a tool call may run. When a question is over, its message keeps the call, says what became of it and loses its buttons, also
/// where the question ended while no gateway ran. That edit is a row of the outbox like everything that is sent. A question whose message may not have arrived is asked
/// again: two messages do no harm, as the first answer counts whichever of them it comes from. Thread-safe.
/// </summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="channels">The platforms, by name.</param>
/// <param name="sender">Sends questions and their ends.</param>
internal sealed class QuestionMessages(ChannelServices shared, IReadOnlyDictionary<string, IChannel> channels, OutboxSender sender)
{
    private const string EndMark = ":end", AgainMark = ":again";

    /// <summary>So often a question is asked whose messages may not have arrived.</summary>
    private const int MostAsked = 5;

    private readonly Lock gate = new();
    private readonly Dictionary<SessionId, HashSet<long>> open = [];

    /// <summary>Finds questions whose messages still have buttons, and closes those that ended meanwhile.</summary>
    /// <param name="findSession">Finds a session by its id.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task RecoverAsync(Func<SessionId, CancellationToken, ValueTask<SessionKey?>> findSession, CancellationToken cancellationToken)
    {
        var rows = (await shared.Ledger.ReadAsync(new LedgerFilter { Inbound = [], Kind = OutboundKind.Approval, Limit = int.MaxValue }, cancellationToken)).Outbound;
        var closed = rows.Where(IsEnd).Select(row => row.Delivery).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (row is { Session: { } session, Entry: { } question, State: not (OutboundState.Failed or OutboundState.Cancelled) } && !IsEnd(row) && !closed.Contains(row.Delivery + EndMark))
                Keep(session, question);
        }

        List<SessionId> sessions;
        lock (gate)
            sessions = [.. open.Keys];
        foreach (var session in sessions)
        {
            if (await findSession(session, cancellationToken) is { } key && channels.ContainsKey(key.Channel))
                await CloseAsync(key, cancellationToken);
        }
    }

    /// <summary>Sends a question; one that was sent before is not sent again, unless no one knows whether it arrived.</summary>
    /// <param name="session">The session.</param>
    /// <param name="question">The question.</param>
    /// <param name="call">What the call would do.</param>
    /// <param name="target">Where to.</param>
    /// <param name="asked">The message that led to the call.</param>
    /// <param name="buttons">The answers to choose from.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task SendAsync(IStoredSession session, ApprovalEntry question, string call, DeliveryTarget target, UserEntry asked, IReadOnlyList<OutboundButton> buttons, CancellationToken cancellationToken)
    {
        var channel = channels[target.Channel];
        var until = question.ExpiresAt is { } at ? $"Without an answer by {TimeZoneInfo.ConvertTime(at, shared.Services.Zone).ToString("HH:mm", CultureInfo.InvariantCulture)} it does not run." : "";
        var parts = channel.Render(QuestionText.Of(session.Info.Key, question, call, asked, until));
        var asks = await AsksAsync(session.Info.Id, question.Id, cancellationToken);
        var delivery = asks.Count == 0 ? DeliveryOf(session.Info.Id, question.Id) : asks[^1][^1].Delivery;
        if (asks.Count is > 0 and < MostAsked && asks[^1][^1].State is OutboundState.MaybeSent)
        {
            delivery = string.Create(CultureInfo.InvariantCulture, $"{DeliveryOf(session.Info.Id, question.Id)}{AgainMark}{asks.Count}");
            parts = channel.Render(QuestionText.Of(session.Info.Key, question, call, asked, $"{until}\nAsked again, as the message before may not have arrived. One answer is enough."));
        }

        Keep(session.Info.Id, question.Id);
        sender.Enqueue(await shared.Ledger.AddAsync(
            [.. parts.Select((part, i) => Row(session.Info.Id, question.Id, delivery, i + 1, target.Address.Text, part, channel) with { Buttons = i < parts.Count - 1 ? [] : buttons })],
            cancellationToken));
    }

    /// <summary>Closes the messages of a session's questions that are over.</summary>
    /// <param name="key">The session.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task CloseAsync(SessionKey key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (open.Count == 0)
                return;
        }

        await using var use = await shared.Assistant.Hub.UseAsync(key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is not { } session)
            return;
        long[] questions;
        lock (gate)
            questions = open.TryGetValue(session.Info.Id, out var ids) ? [.. ids] : [];
        foreach (var question in questions)
            await CloseAsync(session, question, told: null, message: null, cancellationToken);
    }

    /// <summary>Closes the message of a question, unless that was done before or the question still stands.</summary>
    /// <param name="session">The session.</param>
    /// <param name="id">The question's entry.</param>
    /// <param name="told">What became of the question; null for what the session says.</param>
    /// <param name="message">The platform's id of its message where a press told it; null for what the ledger knows.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async Task CloseAsync(IStoredSession session, long id, string? told, string? message, CancellationToken cancellationToken)
    {
        if (await session.ReadAfterAsync(id - 1, cancellationToken) is not [ApprovalEntry { Approves: null } question, ..] || question.Id != id)
        {
            Forget(session.Info.Id, id);
            return;
        }

        var entries = await session.ReadAfterAsync(question.Turn - 1, cancellationToken);
        var isOpen = (session.Info.Turns ?? TurnState.Of(await session.ReadAllAsync(cancellationToken))).Open.Any(turn => turn.Turn == question.Turn);
        if ((told ?? EndOf(question, entries, isOpen)) is not { } end)
            return;
        var asks = await AsksAsync(session.Info.Id, id, cancellationToken);
        foreach (var row in asks.SelectMany(rows => rows).Where(row => row.State is OutboundState.Pending))
            await shared.Ledger.CancelAsync($"out-{row.Id.ToString(CultureInfo.InvariantCulture)}", "the question is over", cancellationToken);
        if (asks.Count > 0 && AskedIn(question, entries) is { } asked && channels.TryGetValue(session.Info.Key.Channel, out var channel))
        {
            var parts = channel.Render(QuestionText.Of(session.Info.Key, question, CallOf(question, entries), asked, end));
            foreach (var rows in asks.Where(rows => rows[^1].PlatformId is not null))
                await EndAsync(rows, rows[^1].Delivery, rows[^1].PlatformId!);
            // A press tells of a message that no one knew to have arrived.
            if (message is not null && !asks.Any(rows => string.Equals(rows[^1].PlatformId, message, StringComparison.Ordinal)))
                await EndAsync(asks[0], $"{DeliveryOf(session.Info.Id, id)}:m{message}", message);

            async Task EndAsync(IReadOnlyList<OutboundRecord> rows, string delivery, string sent)
            {
                // A long question keeps what its other messages say.
                var part = parts.Count == rows.Count ? parts[^1] : channel.Render(PlainText.ToMarkdown($"{question.Name}: {end}"))[^1];
                sender.Enqueue(await shared.Ledger.AddAsync([Row(session.Info.Id, id, delivery + EndMark, 1, rows[^1].Address, part, channel) with { PlatformId = sent }], cancellationToken));
            }
        }

        if (asks.Any(rows => rows[^1] is { PlatformId: null, State: OutboundState.Pending or OutboundState.Sending }))
        {
            // It may be on its way: its id is known soon.
            _ = Task.Delay(TimeSpan.FromSeconds(1), shared.Time, CancellationToken.None).ContinueWith(_ => CloseAsync(session.Info.Key, CancellationToken.None), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return;
        }

        Forget(session.Info.Id, id);
    }

    /// <summary>What became of a question, as its message says it; null while it stands.</summary>
    /// <param name="question">The question.</param>
    /// <param name="entries">All that came after it, at least.</param>
    /// <param name="isOpen">Whether its turn has no end.</param>
    public static string? EndOf(ApprovalEntry question, IReadOnlyList<Entry> entries, bool isOpen)
    {
        var since = entries.Where(entry => entry.Id > question.Id).ToList();
        var answer = since.OfType<ApprovalEntry>().FirstOrDefault(entry => entry.Approves == question.Id);
        return answer?.Decision switch
        {
            ApprovalDecision.Expired when StoredTurn.HasNewerMessage(question, [.. since.Where(entry => entry.Id < answer.Id)]) => "Replaced by a newer message: it did not run.",
            ApprovalDecision.Expired => "Expired: it did not run.",
            { } decision => Told(decision),
            null when isOpen => null,
            null when EffectiveHistory.LastClear(since) > 0 => "The conversation was cleared: it did not run.",
            null when since.Exists(entry => entry is StopEntry || entry is NoticeEntry { Fate: TurnFate.Cancelled } && entry.Turn == question.Turn) => "Stopped: it did not run.",
            null => "The turn has ended: it did not run.",
        };
    }

    /// <summary>A decision in words.</summary>
    /// <param name="decision">The decision.</param>
    public static string Told(ApprovalDecision decision) => decision switch
    {
        ApprovalDecision.Once => "Allowed once.",
        ApprovalDecision.Session => "Allowed for this session.",
        ApprovalDecision.Always => "Allowed from now on.",
        _ => "Not allowed.",
    };

    /// <summary>The message of a person that led to a question; null for none that can be replied to.</summary>
    /// <param name="question">The question.</param>
    /// <param name="entries">The entries from its turn on.</param>
    public static UserEntry? AskedIn(ApprovalEntry question, IReadOnlyList<Entry> entries) => entries.OfType<UserEntry>().LastOrDefault(entry => entry.Id < question.Id && entry.ReplyTo is not null);

    private static bool IsEnd(OutboundRecord row) => row.Delivery.EndsWith(EndMark, StringComparison.Ordinal);

    /// <summary>The messages in which a question was asked, oldest first, each with its parts.</summary>
    private async Task<IReadOnlyList<IReadOnlyList<OutboundRecord>>> AsksAsync(SessionId session, long question, CancellationToken cancellationToken)
    {
        var rows = (await shared.Ledger.ReadAsync(new LedgerFilter { Session = session, Inbound = [], Kind = OutboundKind.Approval, Limit = int.MaxValue }, cancellationToken)).Outbound;
        return [.. rows.Where(row => row.Entry == question && !IsEnd(row)).OrderBy(row => row.Id).GroupBy(row => row.Delivery, StringComparer.Ordinal).Select(parts => (IReadOnlyList<OutboundRecord>)[.. parts])];
    }

    private static string CallOf(ApprovalEntry question, IReadOnlyList<Entry> entries) =>
        RelayedQuestion.IsOne(question) ? RelayedQuestion.TextOf(question.Scope!)
        : entries.OfType<AssistantEntry>().Where(step => step.Turn == question.Turn).SelectMany(step => step.ToolCalls).LastOrDefault(call => string.Equals(call.Id, question.ToolCallId, StringComparison.Ordinal)) is { } call ? StoredTurn.DetailOf(call) : "";

    private static string DeliveryOf(SessionId session, long question) => string.Create(CultureInfo.InvariantCulture, $"{session.Value:N}:a{question}");

    private OutboundRecord Row(SessionId session, long question, string delivery, int number, string address, RenderedPart part, IChannel channel) =>
        new(delivery, number, OutboundKind.Approval, address, part.Plain, shared.Time.GetUtcNow()) { Markup = part.Markup, Renderer = channel.Capabilities.Renderer, Session = session, Entry = question };

    private void Keep(SessionId session, long question)
    {
        lock (gate)
        {
            if (!open.TryGetValue(session, out var questions))
                open[session] = questions = [];
            questions.Add(question);
        }
    }

    private void Forget(SessionId session, long question)
    {
        lock (gate)
        {
            if (open.TryGetValue(session, out var questions) && questions.Remove(question) && questions.Count == 0)
                open.Remove(session);
        }
    }
}
