using System.Globalization;
using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Channels;

/// <summary>Tells what a session's file means for the ledger: what became of each message that a platform brought, and what there is to send. Pure.</summary>
/// <param name="home">The id of this home: messages of another home's inbox are not ours to answer.</param>
/// <param name="resolve">Where a reply address leads to now; null when it is not a chat that this gateway serves.</param>
/// <param name="render">Splits and renders a text for a platform.</param>
internal sealed class IntakeBuilder(string home, Func<ReplyAddress, DeliveryTarget?> resolve, Func<DeliveryTarget, string, (IReadOnlyList<RenderedPart> Parts, int Renderer)> render)
{
    private const string NothingSaid = "(The model had nothing to say.)", Stopped = "(Stopped.)";

    /// <summary>The name of a turn's delivery: the same whoever tells it, and whenever.</summary>
    /// <param name="session">The session.</param>
    /// <param name="turn">The turn.</param>
    public static string DeliveryOf(SessionId session, long turn) => string.Create(CultureInfo.InvariantCulture, $"{session.Value:N}:{turn}");

    /// <summary>The reason of a message that was said again.</summary>
    /// <param name="entry">The entry in which it was said again.</param>
    public static string SaidAgain(long entry) => string.Create(CultureInfo.InvariantCulture, $"said again as entry {entry}");

    /// <summary>Reads entries.</summary>
    /// <param name="session">The session's id.</param>
    /// <param name="state">Which of its messages wait, and which turns are open.</param>
    /// <param name="entries">Its entries from some point on which no turn crosses, in the order of their ids.</param>
    /// <param name="isOld">Whether they are older than the ledger, so that what was sent of them is not known (RULES LE1).</param>
    public LedgerIntake Read(SessionId session, TurnState state, IReadOnlyList<Entry> entries, bool isOld)
    {
        var map = TurnMap.Of(entries);
        var through = entries.Count == 0 ? 0 : entries[^1].Id;
        if (state.First is { } first)
            through = Math.Min(through, first - 1);
        return new LedgerIntake(session, through)
        {
            Inbound = [.. entries.OfType<UserEntry>().Where(IsOurs).Select(message => InboundOf(session, message, state, entries))],
            Outbound = [.. EndsOf(entries).SelectMany(end => OutboundOf(session, end, map, isOld))],
        };
    }

    /// <summary>What answers messages: of two that a damaged file has for the same, the first.</summary>
    private static IEnumerable<Entry> EndsOf(IReadOnlyList<Entry> entries)
    {
        var answered = new HashSet<long>();
        foreach (var entry in entries)
        {
            var isNew = false;
            foreach (var id in (entry as ITurnMark)?.Answers ?? [])
                isNew |= answered.Add(id);
            if (isNew)
                yield return entry;
        }
    }

    private bool IsOurs(UserEntry message) => MessageSource.TryParse(message.Source) is not null && string.Equals(message.Accepted, home, StringComparison.Ordinal);

    /// <summary>Whether what answers a message goes out by the ledger: a platform brought it, or a schedule or another session of this home.</summary>
    private bool IsAnswered(UserEntry message) => IsOurs(message) || (!message.IsSaid && string.Equals(message.Accepted, home, StringComparison.Ordinal));

    private static InboundRecord InboundOf(SessionId session, UserEntry message, TurnState state, IReadOnlyList<Entry> entries)
    {
        var end = entries.FirstOrDefault(entry => entry is ITurnMark mark && mark.Answers.Contains(message.Id));
        var (fate, reason) = end switch
        {
            NoticeEntry { Fate: TurnFate.Failed } when AgainOf(message, entries) is { } again => (InboundState.Answered, SaidAgain(again.Id)),
            NoticeEntry { Fate: TurnFate.Failed } notice => (InboundState.Failed, notice.Content),
            NoticeEntry { Fate: TurnFate.Refused } notice => (InboundState.Refused, notice.Content),
            NoticeEntry { Fate: TurnFate.Cancelled } notice => (InboundState.Cancelled, notice.Content),
            not null => (InboundState.Answered, null),
            null when message.Observed => (InboundState.Answered, "kept, not answered"),
            null when state.Pending.Contains(message.Id) => (InboundState.Accepted, null),
            null when state.CanAnswer(message.Id) => (InboundState.Running, (string?)null),
            null => (InboundState.Cancelled, "taken back"),
        };
        return new InboundRecord(message.Source!, message.ReplyTo ?? "", fate, message.At) { Session = session, Entry = message.Id, Reason = reason };
    }

    /// <summary>The entry in which a message was said again, for <c>/retry</c> or <c>lurkbot deliveries retry</c>; null for none.</summary>
    private static UserEntry? AgainOf(UserEntry message, IReadOnlyList<Entry> entries) =>
        MessageSource.TryParse(message.Source) is { } source && InboundRetries.Again(source).ToString() is var again ? entries.OfType<UserEntry>().FirstOrDefault(entry => entry.Id > message.Id && string.Equals(entry.Source, again, StringComparison.Ordinal)) : null;

    private IEnumerable<OutboundRecord> OutboundOf(SessionId session, Entry end, TurnMap map, bool isOld)
    {
        var answers = ((ITurnMark)end).Answers;
        var messages = map.Entries.OfType<UserEntry>().Where(entry => answers.Contains(entry.Id)).OrderBy(entry => entry.Id).ToList();
        if (messages.Count == 0 || !messages.Any(IsAnswered) || resolve(ReplyAddress.Of(messages[^1].ReplyTo)) is not { } target)
            yield break;
        if (end is NoticeEntry { Topic: NoticeTopic.Copy })
            yield break;
        var files = FilesOf(end, map);
        if (IsSilent(end, messages) && files.Count == 0)
            yield break;
        var text = TextOf(end, map, files, messages);
        var (kind, delivery) = (end is NoticeEntry ? OutboundKind.Notice : OutboundKind.Reply, DeliveryOf(session, end.Turn));
        var record = new OutboundRecord(delivery, 1, kind, target.Address.Text, text ?? Stopped, end.At) { Session = session, Entry = end.Id, ReplyTo = MessageSource.TryParse(messages[^1].Source)?.Message };
        if (isOld)
        {
            if (text is not null)
                yield return record with { State = OutboundState.Unknown, Text = "" };
            yield break;
        }

        var (parts, renderer) = render(target, record.Text);
        if (parts.Count == 0)
            (parts, renderer) = render(target, NothingSaid);
        var textParts = parts.Count;
        for (var i = 0; i < parts.Count; i++)
            yield return record with { Part = i + 1, State = text is null ? OutboundState.Cancelled : OutboundState.Pending, Text = parts[i].Plain, Markup = parts[i].Markup, Rich = parts[i].Rich, Renderer = renderer, ReplyTo = i == 0 ? record.ReplyTo : null };
        for (var i = 0; i < files.Count; i++)
        {
            var (file, caption) = files[i];
            (parts, renderer) = caption.Length == 0 ? ([], 0) : render(target, caption);
            yield return record with { Part = textParts + i + 1, Text = file.TextWith(parts is [var one] ? one.Plain : caption), Markup = parts is [var only] ? only.Markup : null, Renderer = renderer, ReplyTo = null, File = file };
        }
    }

    /// <summary>The files that a turn sends, in the order in which they were asked for; none of one that was stopped.</summary>
    private static IReadOnlyList<(OutboundFile File, string Caption)> FilesOf(Entry end, TurnMap map)
    {
        if (end is NoticeEntry { Fate: TurnFate.Cancelled })
            return [];
        List<Entry> turn = [.. map.Entries.Where(entry => entry.Id <= end.Id && map.TurnOf(entry) == end.Turn)];
        var calls = turn.OfType<AssistantEntry>().SelectMany(step => step.ToolCalls).Where(call => string.Equals(call.Name, SentFile.Tool, StringComparison.Ordinal)).ToLookup(call => call.Id, StringComparer.Ordinal);
        return [.. turn.OfType<ToolEntry>().Where(result => result is { Error: false, Blob: not null } && BlobHash.IsValid(result.Blob)).SelectMany(result => calls[result.ToolCallId].Take(1).Select(call => SentFile.Of(call, result.Blob!)))];
    }

    /// <summary>All that was said in a turn, and why it ended where it failed.</summary>
    /// <returns>Null where nothing is to be sent, as it was stopped before it said anything; only a preview is ended then.</returns>
    private static string? TextOf(Entry end, TurnMap map, IReadOnlyList<(OutboundFile File, string Caption)> files, IReadOnlyList<UserEntry> messages)
    {
        var text = TextOf(end, map, files, IsSilent(end, messages));
        return text is not null && ScheduledMessage.TryRead(messages[^1], out var scheduled) && scheduled.Value.IsLate ? $"(Scheduled message, {scheduled.Value.LateText()} late.)\n\n{text}" : text;
    }

    /// <summary>Whether a schedule had nothing to tell: its reply is kept in the session and not sent.</summary>
    private static bool IsSilent(Entry end, IReadOnlyList<UserEntry> messages) =>
        end is AssistantEntry && string.Equals(end.Content.Trim(), ScheduledMessage.SilenceToken, StringComparison.Ordinal) && messages.All(ScheduledMessage.Is);

    private static string? TextOf(Entry end, TurnMap map, IReadOnlyList<(OutboundFile File, string Caption)> files, bool isSilent)
    {
        // A message that was withdrawn has no turn: what others said under its number is not its reply.
        var said = map.Entries.OfType<AssistantEntry>().Where(entry => entry.Id <= end.Id && map.TurnOf(entry) == end.Turn && !string.IsNullOrWhiteSpace(entry.Content) && !(isSilent && entry == end)).Select(entry => entry.Content.Trim());
        var reply = string.Join("\n\n", said);
        return end switch
        {
            NoticeEntry { Fate: TurnFate.Cancelled } => reply.Length == 0 ? null : $"{reply}\n\n{Stopped}",
            NoticeEntry notice => reply.Length == 0 ? notice.Content : $"{reply}\n\n{notice.Content}",
            _ when reply.Length > 0 => reply,
            _ => files.Count == 0 ? NothingSaid : $"{(files.Count == 1 ? "File" : "Files")}: {string.Join(", ", files.Select(sent => $"`{sent.File.Name.Replace('`', '\'')}`"))}",
        };
    }
}
