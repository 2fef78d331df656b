using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Sessions;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Takes what one platform tells: each message gets a row in the ledger, then its entry in a session's file, and only then returns to the channel, which
/// acknowledges it (RULES LE2, LE3). Nothing here waits for a model.
/// </summary>
internal sealed partial class ChannelInbox : IChannelInbox
{
    /// <summary>A platform that cannot be heard holds up what was accepted earlier for so long.</summary>
    private static readonly TimeSpan WaitsForFirst = TimeSpan.FromMinutes(1);

    /// <summary>So often a message may fail to be stored while others can be, before it counts as failed (RULES LE15).</summary>
    private const int Attempts = 3;

    private readonly ChannelServices shared;
    private readonly IChannel channel;
    private readonly ChannelOptions options;
    private readonly AdmissionRules rules;
    private readonly SenderLimit limit;
    private readonly ChannelControls controls;
    private readonly TurnDispatcher dispatcher;
    private readonly ChannelMoves moves;
    private readonly MessageEdits edits;
    private readonly FileFetcher files;
    private readonly LedgerReader reader;
    private readonly Notices notices;
    private readonly RefusedMessages refusals;
    private readonly ObservedGroups observed;
    private readonly ILogger logger;
    private readonly Dictionary<string, int> failures = new(StringComparer.Ordinal);
    private readonly DateTimeOffset since;
    private bool isHeld;
    private int isBeginning = 1;

    /// <summary>Puts it together. No turn of the platform begins before what waits on it was taken once (RULES LE9).</summary>
    public ChannelInbox(ChannelServices shared, IChannel channel, TurnDispatcher dispatcher, ChannelCommands commands, ApprovalDesk approvals, ChannelMoves moves, Notices notices, FileFetcher files, LedgerReader reader)
    {
        (this.shared, this.channel, this.dispatcher, this.moves, this.notices, this.files, this.reader) = (shared, channel, dispatcher, moves, notices, files, reader);
        options = shared.Options.For(channel.Name);
        rules = new AdmissionRules(options, (account, sender) => shared.Pairing.IsPaired(channel.Name, account, sender), moves.IsAmong);
        limit = new SenderLimit(shared.Time);
        controls = new ChannelControls(shared, channel, dispatcher, commands, approvals, moves, notices);
        edits = new MessageEdits(shared, moves);
        refusals = new RefusedMessages(shared, channel, notices);
        observed = new ObservedGroups(shared, channel, notices);
        logger = shared.Loggers.CreateLogger<ChannelInbox>();
        since = shared.Time.GetUtcNow();
        Left = new LeftMessages(shared.Ledger, shared.Time, logger, channel.Name);
        dispatcher.Hold(channel.Name);
    }

    /// <summary>Whether what comes was said while nothing was heard.</summary>
    private bool IsPast => isHeld || Volatile.Read(ref isBeginning) == 1;

    /// <summary>Lets turns begin though the platform could not be heard for a while.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task BeginLateAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(WaitsForFirst, shared.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Begin();
    }

    /// <summary>Turns may begin: what waited was taken, or nothing will come.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref isBeginning, 0) == 1)
            dispatcher.Release(channel.Name);
    }

    /// <summary>What an earlier process did not come to take.</summary>
    public LeftMessages Left { get; }

    /// <summary>Keeps which chats there are, so that sessions can name them; null keeps nothing.</summary>
    public ChatPosts? Posts { get; init; }

    /// <inheritdoc/>
    public async Task ReceiveAsync(IReadOnlyList<PlatformEvent> events, bool isBacklog, CancellationToken cancellationToken)
    {
        if (isBacklog && !isHeld)
        {
            isHeld = true;
            dispatcher.Hold(channel.Name);
        }

        // What came together is accepted before a turn takes the first of it.
        var areSeveral = events.Count > 1;
        if (areSeveral)
            dispatcher.Hold(channel.Name);
        try
        {
            await TakeAsync(events, cancellationToken);
        }
        finally
        {
            if (areSeveral)
                dispatcher.Release(channel.Name);
        }

        if (isBacklog)
            return;
        Begin();
        if (!isHeld)
            return;
        isHeld = false;
        dispatcher.Release(channel.Name);
    }

    /// <inheritdoc/>
    public async ValueTask<string?> ReadCursorAsync(string name, CancellationToken cancellationToken) => await shared.Ledger.ReadCursorAsync($"{channel.Name}/{name}", cancellationToken);

    /// <inheritdoc/>
    public async ValueTask WriteCursorAsync(string name, string value, CancellationToken cancellationToken) => await shared.Ledger.WriteCursorAsync($"{channel.Name}/{name}", value, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<bool> KnowsAsync(DeliveryTarget thread, CancellationToken cancellationToken) =>
        await shared.Services.Store.FindAsync(AdmissionRules.KeyOf(new PlatformChat(thread, PlatformChatKind.Group), isOwner: false), cancellationToken) is { Model: not null } or { Turns: { Pending.Count: > 0 } or { Open.Count: > 0 } };

    /// <inheritdoc/>
    public async ValueTask TellOwnerAsync(string notice, string text, CancellationToken cancellationToken)
    {
        if (options.Owners.Count > 0 && channel.Health.Account is { } account)
            await notices.SendAsync(channel, new DeliveryTarget(channel.Name, account, options.Owners[0], null), $"notice:{channel.Name}:{notice}", OutboundKind.Notice, text, null, cancellationToken);
    }

    private async Task TakeAsync(IReadOnlyList<PlatformEvent> events, CancellationToken cancellationToken)
    {
        var now = shared.Time.GetUtcNow();
        var rows = events.Select(e => RowOf(e, now)).OfType<InboundRecord>().ToList();
        foreach (var row in rows)
            Left.Told(row.Source);
        // One transaction for all that came together: from here on nothing of it can vanish.
        var stored = (rows.Count == 0 ? [] : await shared.Ledger.ReceiveAsync(rows, cancellationToken)).GroupBy(row => row.Source, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        foreach (var one in events)
        {
            switch (one)
            {
                case PlatformEvent.Message message when stored.Remove(message.Source.ToString(), out var row):
                    await TakeAsync(message, row, cancellationToken);
                    break;
                case PlatformEvent.Press press:
                    await controls.PressAsync(press, cancellationToken);
                    break;
                case PlatformEvent.StopPress stop:
                    await controls.StopAsync(stop, IsPast, since, cancellationToken);
                    break;
                case PlatformEvent.Moved moved:
                    await moves.MoveAsync(moved.From, moved.To, cancellationToken);
                    break;
                case PlatformEvent.Deletion deletion:
                    await edits.DeleteAsync(deletion, cancellationToken);
                    break;
                case PlatformEvent.Membership member:
                    LogMembership(channel.Name, member.Detail, member.IsMember);
                    break;
                case PlatformEvent.NotTaken refused when stored.Remove(refused.Source.ToString(), out var row) && !row.IsOver:
                    await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Refused, refused.Why, cancellationToken);
                    break;
                case PlatformEvent.Unreadable broken when stored.Remove(broken.Source.ToString(), out var row) && !row.IsOver:
                    LogUnreadable(channel.Name, broken.Why);
                    await shared.Ledger.MoveInboundAsync(row.Source, InboundState.Failed, $"it could not be read: {broken.Why}", cancellationToken);
                    break;
            }
        }
    }

    private static InboundRecord? RowOf(PlatformEvent one, DateTimeOffset now) => one switch
    {
        // Only a command's text is not in a session's file; a stranger's text is kept nowhere.
        PlatformEvent.Message message => new InboundRecord(message.Source.ToString(), message.Chat.Target.Address.Text, InboundState.Received, now),
        PlatformEvent.NotTaken refused => new InboundRecord(refused.Source.ToString(), refused.Source.Channel, InboundState.Received, now),
        PlatformEvent.Unreadable broken => new InboundRecord(broken.Source.ToString(), broken.Source.Channel, InboundState.Received, now) { Text = broken.Raw },
        _ => null,
    };

    private async Task TakeAsync(PlatformEvent.Message message, InboundRecord row, CancellationToken cancellationToken)
    {
        if (row.IsOver || row.State is InboundState.Accepted || (row.State is InboundState.Running && row.Entry is not null))
            return;
        try
        {
            switch (rules.Decide(message))
            {
                case Admission.Ignored:
                    await EndAsync(row, InboundState.Refused, MessageEdits.NotForUs, cancellationToken);
                    break;
                case Admission.Refused refused:
                    await refusals.EndAsync(message, row, refused, cancellationToken);
                    break;
                case Admission.Observed overheard:
                    await AcceptAsync(message, row, overheard.Key, Trust.Low, isObserved: true, cancellationToken);
                    break;
                case Admission.Taken taken when !taken.IsOwner && !limit.Allows(message.Sender.Id, message.Chat.Target.Address.Text, message.PartOf, out var isFirst):
                    await EndAsync(row, InboundState.Refused, "too many messages in a minute", cancellationToken);
                    if (isFirst || (message.IsInvoked && channel.Capabilities.ShowsCommandsAsOpen))
                        await notices.SendAsync(channel, message.Chat.Target, $"limit:{row.Source}", message.IsInvoked ? OutboundKind.Command : OutboundKind.Notice, "Too many messages. Try again in a minute.", message.Source.Message, cancellationToken);
                    break;
                case Admission.Taken taken when message.EditedAt is not null:
                    await EditAsync(message, row, taken, cancellationToken);
                    break;
                case Admission.Taken taken when ChannelCommands.Takes(message):
                    if (Posts is { } posts && message.Source.Chat == message.Chat.Target.Chat)
                        await posts.NoteAsync(taken.Key, message.Chat, message.Sender.Name, cancellationToken);
                    await controls.CommandAsync(message, row, taken, IsPast, cancellationToken);
                    break;
                case Admission.Taken taken:
                    await AcceptAsync(message, row, taken.Key, taken.Trust, isObserved: false, cancellationToken);
                    break;
            }

            failures.Remove(row.Source);
        }
        catch (LurkBotException e)
        {
            await FailAsync(message, row, e, cancellationToken);
        }
    }

    /// <summary>What could not be stored is tried again by the channel; where others can be stored and this one cannot, it fails (RULES LE15).</summary>
    private async Task FailAsync(PlatformEvent.Message message, InboundRecord row, LurkBotException e, CancellationToken cancellationToken)
    {
        var count = failures[row.Source] = failures.GetValueOrDefault(row.Source) + 1;
        // A full disk is no message's own fault, even while the ledger has room (RULES LE3).
        if (FullDisk.IsCauseOf(e) || (e is not MessageTooLargeException and not SessionDamagedException && e.Kind is not ErrorKind.Refused && count < Attempts))
            throw e;
        var state = e.Kind is ErrorKind.Refused ? InboundState.Refused : InboundState.Failed;
        // On a full disk this throws, and nothing is acknowledged.
        await shared.Ledger.MoveInboundAsync(row.Source, state, e.Message, cancellationToken);
        failures.Remove(row.Source);
        LogNotAccepted(e, channel.Name);
        var isOwner = options.Owners.Contains(message.Sender.Id, StringComparer.Ordinal) && message.Chat.Kind is PlatformChatKind.Direct;
        await notices.SendAsync(channel, message.Chat.Target, $"refused:{row.Source}", OutboundKind.Notice, !isOwner ? e.ForSender : (e as MessageTooLargeException)?.InChat ?? e.Message, message.Source.Message, cancellationToken);
    }

    private async Task AcceptAsync(PlatformEvent.Message message, InboundRecord row, SessionKey key, Trust trust, bool isObserved, CancellationToken cancellationToken)
    {
        var text = TextOf(message);
        // Of overheard talk the model learns that a file came, and no byte of it is fetched (RULES LE13).
        var attachments = message.Files.Select(file => new Attachment(file.Name, file.MediaType, file.Size, "") { Reference = isObserved ? null : file.Reference }).ToList();
        if (string.IsNullOrWhiteSpace(text) && attachments.Count == 0)
        {
            await EndAsync(row, InboundState.Refused, "it has no text", cancellationToken);
            return;
        }

        // Meanwhile the session gets no other key: a chat that moves would leave the message behind.
        (key, var entry) = await moves.WithKeyAsync(
            key,
            async known =>
            {
                await controls.PassAsync(known);
                var inbound = new InboundMessage(known, text, new Sender(message.Sender.Id, message.Sender.Name, trust), message.Chat.Target.Address)
                {
                    Source = message.Source.ToString(),
                    Attachments = attachments,
                    PartOf = message.PartOf,
                    Observed = isObserved,
                };
                var accepted = await shared.Assistant.AcceptAsync(inbound, Doors.DoorRequest.Default, cancellationToken);
                await using var use = await shared.Assistant.Hub.UseAsync(known, cancellationToken);
                await reader.AcceptAsync(await use.Session.StoredAsync(cancellationToken), row with { State = isObserved ? InboundState.Answered : InboundState.Accepted, Entry = accepted, Reason = isObserved ? "kept, not answered" : null }, cancellationToken);
                return (known, accepted);
            },
            cancellationToken);
        if (Posts is { } posts)
            await posts.NoteAsync(key, message.Chat, message.Sender.Name, cancellationToken);
        if (isObserved)
        {
            await observed.TellAsync(message.Chat.Target, cancellationToken);
            return;
        }

        files.Fetch(channel, key, entry, attachments);
        dispatcher.Wake(key);
        _ = channel.MarkAsync(message.Source, MessageMark.Accepted, CancellationToken.None).AsTask();
    }

    /// <summary>What a message says, as its session keeps it.</summary>
    internal static string TextOf(PlatformEvent.Message message)
    {
        var lines = new List<string>();
        if (message.Quoted is { Length: > 0 } quoted)
            lines.Add($"[answers: {quoted}]");
        if (message.Text.Length > 0)
            lines.Add(message.Text);
        return string.Join('\n', lines);
    }

    private async Task EditAsync(PlatformEvent.Message message, InboundRecord row, Admission.Taken taken, CancellationToken cancellationToken)
    {
        switch (await edits.EditAsync(message, cancellationToken))
        {
            case EditOutcome.Left:
            case EditOutcome.New when shared.Time.GetUtcNow() - message.SentAt <= TimeSpan.FromMinutes(2):
                // Kept as the message itself, so that a later edit finds it.
                var original = message with { Source = message.Source with { Version = MessageSource.First }, EditedAt = null, Command = null };
                var first = await shared.Ledger.ReceiveAsync([RowOf(original, row.At)!], cancellationToken);
                await shared.Ledger.ReceiveAgainAsync(first[0].Source, cancellationToken);
                await AcceptAsync(original, first[0], taken.Key, taken.Trust, isObserved: false, cancellationToken);
                await EndAsync(row, InboundState.Answered, "taken as the message itself", cancellationToken);
                break;
            case EditOutcome.Corrected:
                await EndAsync(row, InboundState.Answered, "kept as a correction", cancellationToken);
                break;
            default:
                await EndAsync(row, InboundState.Refused, "an edit that changes nothing, or of a message that is not known", cancellationToken);
                break;
        }
    }

    private async Task EndAsync(InboundRecord row, InboundState state, string? reason, CancellationToken cancellationToken) => await shared.Ledger.MoveInboundAsync(row.Source, state, reason, cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel}: an update could not be read and is kept: {Why}")]
    private partial void LogUnreadable(string channel, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Channel}: the bot is {Detail} (member: {IsMember}).")]
    private partial void LogMembership(string channel, string detail, bool isMember);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Channel}: a message was not accepted.")]
    private partial void LogNotAccepted(Exception exception, string channel);
}
