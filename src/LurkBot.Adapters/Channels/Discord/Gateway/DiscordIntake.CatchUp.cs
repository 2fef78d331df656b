using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>Reads what was missed, when a session could not go on (CHANNELS D31).</summary>
internal sealed partial class DiscordIntake
{
    /// <summary>Reads what was missed from the history of all chats that were seen before; in groups only what is for the bot.</summary>
    private async Task CatchUpAsync(IChannelInbox inbox, IReadOnlyCollection<Snowflake> missing, CancellationToken cancellationToken)
    {
        if (state.Self is not { } self)
            return;
        if (position is { } newest)
        {
            var from = Snowflake.From(newest.At - Margin);
            await LearnThreadsAsync(missing, cancellationToken);
            var missed = new List<(Snowflake Id, PlatformEvent Event)>();
            var mapper = new DiscordMapper(self, state.Places);
            foreach (var (room, since) in Seen(from))
            {
                // Messages of the history do not name their server.
                if (await history.LearnAsync(room, cancellationToken) is not { } known || !DiscordRoomKind.HasMessages(known.Type) || !IsAllowed(known))
                    continue;
                foreach (var (id, raw) in await history.ReadAsync(known, since > from ? since : from, cancellationToken))
                    missed.AddRange(mapper.MapHistory(raw, known).Where(IsTaken).Select(told => (id, told)));
            }

            var events = missed.OrderBy(one => one.Id).Select(one => one.Event).ToList();
            if (events.Count > 0)
                LogCaughtUp(events.Count);
            if (HasUnsaved)
                await StoreAsync(inbox, stored, cancellationToken);
            foreach (var chunk in events.Chunk(Batch))
            {
                isHeld = true;
                await inbox.ReceiveAsync(chunk, isBacklog: true, cancellationToken);
            }

            Reach(events);
        }

        await ReleaseAsync(inbox, isCaughtUp: true, cancellationToken);

        // By Discord's clock: one of this machine that is ahead would hide what comes until then.
        position ??= state.Places.Rooms.Select(room => room.LastMessageId ?? room.Id).Append(self.Id).Max();
        SeeAll();
    }

    /// <summary>Asks for the active threads of servers that Discord has not described in time: those opened meanwhile are in no list yet, and no later event tells what was said in them.</summary>
    private async Task LearnThreadsAsync(IReadOnlyCollection<Snowflake> missing, CancellationToken cancellationToken)
    {
        if (missing.Count == 0)
            return;
        var seen = new HashSet<Snowflake>();
        foreach (var (room, _, _) in chats.All.Where(chat => chat.Person is null).ToList())
        {
            if (await history.LearnAsync(room, cancellationToken) is { GuildId: { } guild } known && missing.Contains(guild) && IsAllowed(known))
                seen.Add(guild);
        }

        foreach (var guild in seen)
            await history.LearnThreadsAsync(guild, cancellationToken);
    }

    /// <summary>The chats in which something may have been missed. A thread that is new in a channel that was seen counts as seen.</summary>
    private List<(Snowflake Room, Snowflake Since)> Seen(Snowflake from)
    {
        var known = chats.All.ToDictionary(chat => chat.Room, chat => chat.Since);
        foreach (var room in state.Places.Rooms)
        {
            if (DiscordRoomKind.IsThread(room.Type) && room.ParentId is { } parent && known.TryGetValue(parent, out var since) && IsAllowed(room))
                known.TryAdd(room.Id, since);
        }

        // A thread that is not active is not told of; it may have been before.
        return known.Where(chat => state.Places.Find(chat.Key) is not { LastMessageId: { } last } || last > from).Select(chat => (chat.Key, chat.Value)).ToList();
    }

    private bool IsTaken(PlatformEvent told) => told is not PlatformEvent.Message message || message.IsForUs || options.Observe || !options.MentionGating;

    [LoggerMessage(Level = LogLevel.Information, Message = "Discord: {Count} messages that came while LurkBot was away are taken from the history.")]
    private partial void LogCaughtUp(int count);
}
