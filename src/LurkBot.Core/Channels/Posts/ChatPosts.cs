using LurkBot.Delivery;
using LurkBot.Exchange;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Channels;

/// <summary>What sessions post in chats of platforms. In a gateway it is sent at once; any other process only writes it into the outbox, and a gateway sends it (RULES LE10). Thread-safe.</summary>
/// <param name="ledger">The outbox.</param>
/// <param name="reader">Brings the outbox up to a session's file.</param>
/// <param name="channels">The platforms, by name.</param>
/// <param name="options">What the owner set for the channels.</param>
/// <param name="book">The chats that are known.</param>
/// <param name="time">The clock.</param>
internal sealed class ChatPosts(IDeliveryLedger ledger, LedgerReader reader, IReadOnlyDictionary<string, IChannel> channels, ChannelsOptions options, ChatBook book, TimeProvider time) : IChatPosts
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10), Look = TimeSpan.FromMilliseconds(50);

    /// <summary>Sends what is in the outbox now; null where this process sends nothing.</summary>
    public Action<IReadOnlyList<OutboundRecord>>? Enqueue { get; init; }

    /// <summary>Whether a gateway runs that sends it.</summary>
    /// <value>Default: yes.</value>
    public Func<bool> IsSent { get; init; } = static () => true;

    /// <summary>Where a reply address leads to now.</summary>
    /// <value>Default: to itself.</value>
    public Func<ReplyAddress, DeliveryTarget?> Resolve { get; init; } = DeliveryTarget.TryParse;

    /// <inheritdoc/>
    public bool Serves(string channel) => channels.ContainsKey(channel);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<KnownChat>> ListAsync(CancellationToken cancellationToken)
    {
        var all = new List<KnownChat>();
        foreach (var (name, channel) in channels)
        {
            await KeepListedAsync(channel, cancellationToken);
            all.AddRange((await book.ReadAsync(name, cancellationToken)).Where(IsThere));
        }

        return all;
    }

    /// <inheritdoc/>
    public async ValueTask<KnownChat?> FindAsync(SessionKey key, CancellationToken cancellationToken) => (await ListAsync(cancellationToken)).FirstOrDefault(chat => chat.Key.Channel == key.Channel && chat.Key.ChatId == key.ChatId);

    /// <inheritdoc/>
    public ValueTask PrepareAsync(IStoredSession session, CancellationToken cancellationToken) => reader.PrepareAsync(session, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<PostFate> SendAsync(IStoredSession session, long turn, CancellationToken cancellationToken)
    {
        var parts = await reader.ReadAsync(session, cancellationToken);
        Enqueue?.Invoke(parts);
        var delivery = IntakeBuilder.DeliveryOf(session.Info.Id, turn);
        var since = time.GetTimestamp();
        while (true)
        {
            var rows = (await ledger.ReadAsync(new LedgerFilter { Session = session.Info.Id, Inbound = [] }, cancellationToken)).Outbound.Where(row => row.Delivery == delivery).ToList();
            if (FateOf(rows) is { } fate)
                return fate;
            if (!IsSent())
                return new PostFate(PostState.Queued, "no gateway runs; it is sent when one does (lurkbot gateway start)");
            if (time.GetElapsedTime(since) > Patience)
                return new PostFate(PostState.Queued, rows.FirstOrDefault(row => row.Reason is not null)?.Reason ?? "the platform has not taken it yet");
            await Task.Delay(Look, time, cancellationToken);
        }
    }

    /// <summary>Keeps the chats that a platform lists now, so that a process that talks on no platform knows them too.</summary>
    /// <param name="channel">The platform.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async ValueTask KeepListedAsync(IChannel channel, CancellationToken cancellationToken)
    {
        var listed = Listed(channel).ToList();
        if (listed.Count > 0)
            await book.AddAsync(channel.Name, listed, cancellationToken);
    }

    /// <summary>Keeps the chat of a message, so that it can be named; of a thread in a group, that group too.</summary>
    /// <param name="key">Its session.</param>
    /// <param name="chat">The chat.</param>
    /// <param name="person">The name of its person, where it is a direct chat.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    public async ValueTask NoteAsync(SessionKey key, PlatformChat chat, string? person, CancellationToken cancellationToken)
    {
        try
        {
            var whole = chat with { Target = chat.Target with { Thread = null } };
            await book.AddAsync(
                key.Channel,
                [
                    new KnownChat(key, chat.Target.Address, chat.Kind is PlatformChatKind.Direct ? person : chat.Title),
                    .. chat is { Kind: PlatformChatKind.Group, Target.Thread: not null } ? [new KnownChat(AdmissionRules.KeyOf(whole, isOwner: false), whole.Target.Address, null)] : (KnownChat[])[],
                ],
                cancellationToken);
        }
        catch (LurkBotException)
        {
            // The next message from there is noted.
        }
    }

    /// <summary>What became of a message that is known to the outbox; null while nothing has.</summary>
    internal static PostFate? FateOf(IReadOnlyList<OutboundRecord> rows) =>
        rows.Count == 0 || rows.Any(row => !row.IsOver) ? null
        : rows.All(row => row.State is OutboundState.Sent && row.PlatformId is not null) ? new PostFate(PostState.Sent, null)
        : rows.FirstOrDefault(row => row.State is OutboundState.Failed or OutboundState.Cancelled or OutboundState.Unknown) is { } failed ? new PostFate(PostState.Failed, Sentence(failed.Reason) ?? "it was cancelled")
        : new PostFate(PostState.MaybeSent, Sentence(rows.FirstOrDefault(row => row.State is OutboundState.MaybeSent)?.Reason) ?? "the platform did not say");

    private static string? Sentence(string? reason) => reason?.TrimEnd('.', ' ');

    /// <summary>The chats that a platform lists and in which the bot may talk.</summary>
    private IEnumerable<KnownChat> Listed(IChannel channel) =>
        channel.Chats.Where(chat => AdmissionRules.IsAllowed(options.For(channel.Name), chat)).Select(chat => new KnownChat(AdmissionRules.KeyOf(chat, isOwner: false), chat.Target.Address, chat.Title));

    /// <summary>Whether the chat is still there: one that moved is known under its new id. One that was let in once stays known, and sending there is the platform's to refuse.</summary>
    private bool IsThere(KnownChat chat) => Resolve(chat.Address) is { } target && channels.ContainsKey(target.Channel) && target.Address == chat.Address;
}
