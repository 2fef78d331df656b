using System.Text.Json;
using System.Threading.Channels;
using LurkBot.Channels.Wire;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Takes what the gateway tells, in its order, and gives it to the inbox; only then does the point from which a later connection goes on move (RULES LE3). When a
/// session could not go on, what was missed is read from the history first (RULES LE9).
/// </summary>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="history">Asks for what was not told.</param>
/// <param name="interactions">Answers commands.</param>
/// <param name="options">What the owner set.</param>
/// <param name="time">The clock.</param>
/// <param name="times">How long it waits.</param>
/// <param name="logger">Told of changes.</param>
internal sealed partial class DiscordIntake(DiscordState state, DiscordHistory history, DiscordInteractions interactions, ChannelOptions options, TimeProvider time, DiscordTimes times, ILogger logger)
{
    /// <summary>The name of what stands in the queue where a session goes on.</summary>
    public const string Resuming = "resuming";

    private const int Batch = 100, MostQueued = 1000;

    /// <summary>Messages of different chats may be told in another order than they were written in.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    /// <summary>The clocks may differ by so much.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private readonly Channel<DiscordDispatch> queue = System.Threading.Channels.Channel.CreateBounded<DiscordDispatch>(new BoundedChannelOptions(MostQueued) { SingleReader = true });
    private readonly DiscordChats chats = new();
    private Snowflake? position;
    private DiscordSession? stored;
    private DiscordFresh? fresh;
    private bool isReplaying;
    private bool isPlaced;
    private bool isHeld;
    private bool hasCaughtUp;

    /// <summary>Whether a later process would not read again what is about to be taken: without a point from which to read, it would begin with what comes next.</summary>
    private bool HasUnsaved => chats.HasNews || !isPlaced;

    /// <summary>Reads what an earlier process left.</summary>
    /// <param name="inbox">Keeps it.</param>
    /// <param name="self">The bot.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The session that may go on; null for none.</returns>
    public async Task<DiscordSession?> OpenAsync(IChannelInbox inbox, DiscordSelf self, CancellationToken cancellationToken)
    {
        var (session, newest) = DiscordSession.Read(await inbox.ReadCursorAsync(SessionOf(self), cancellationToken));
        chats.Restore(await inbox.ReadCursorAsync(ChatsOf(self), cancellationToken) ?? "");
        foreach (var (room, _, person) in chats.All)
        {
            if (person is { } id)
                state.Places.PutDirect(room, id);
        }

        (position, stored, isPlaced) = (newest, session, newest is not null);
        return session;
    }

    /// <summary>Takes an event; waits while too many wait.</summary>
    /// <param name="dispatch">The event.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask WriteAsync(DiscordDispatch dispatch, CancellationToken cancellationToken) => queue.Writer.WriteAsync(dispatch, cancellationToken);

    /// <summary>Gives events to the inbox until it is cancelled. What cannot be stored is tried again, and nothing passes it.</summary>
    /// <param name="inbox">Takes them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        var batch = new List<DiscordDispatch>();
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            try
            {
                if (batch.Count == 0)
                    await WaitAsync(cancellationToken);
                while (batch.Count < Batch && queue.Reader.TryRead(out var dispatch))
                    batch.Add(dispatch);
                await TakeAsync(inbox, batch, cancellationToken);
                batch.Clear();
                if (failures > 0)
                    state.Health.Note(null);
                failures = 0;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                var wait = times.Before(++failures);
                state.Health.Note(e is LurkBotException ? $"What Discord told could not be taken: {e.Message}" : $"What Discord told could not be taken, because of something unexpected. It is tried again; the log says more.");
                LogNotTaken(e is LurkBotException ? e.Message : $"{e.GetType().Name}: {e.Message}", wait);
                await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Waits for an event, or until a new session waits no longer for its servers.</summary>
    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (fresh is not { } one)
        {
            await queue.Reader.WaitToReadAsync(cancellationToken);
            return;
        }

        var left = one.Due - time.GetUtcNow();
        if (left <= TimeSpan.Zero)
            return;
        // Less than a millisecond would be none.
        using var due = new CancellationTokenSource(left + TimeSpan.FromMilliseconds(1), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
        try
        {
            await queue.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It waits no longer.
        }
    }

    private async Task TakeAsync(IChannelInbox inbox, List<DiscordDispatch> batch, CancellationToken cancellationToken)
    {
        while (fresh is null || await BeginAsync(inbox, fresh, batch, cancellationToken))
        {
            if (batch.Count == 0)
                return;
            switch (batch[0].Type)
            {
                case "READY":
                    fresh = Fresh(batch[0]);
                    batch.RemoveAt(0);
                    break;
                case Resuming:
                    isReplaying = true;
                    batch.RemoveAt(0);
                    break;
                case "RESUMED" or DiscordDispatch.Ended:
                    isReplaying = false;
                    await ReleaseAsync(inbox, isCaughtUp: batch[0].Type is "RESUMED", cancellationToken);
                    if (batch[0].Type is "RESUMED")
                        await EndLeftAsync(inbox, cancellationToken);
                    batch.RemoveAt(0);
                    break;
                default:
                    var told = batch.TakeWhile(dispatch => !IsTurn(dispatch)).ToList();
                    await PassAsync(inbox, told, cancellationToken);
                    batch.RemoveRange(0, told.Count);
                    break;
            }
        }
    }

    private static bool IsTurn(DiscordDispatch dispatch) => dispatch.Type is "READY" or "RESUMED" or Resuming or DiscordDispatch.Ended;

    private DiscordFresh Fresh(DiscordDispatch ready)
    {
        isReplaying = false;
        // What is known may be old; each server describes itself again.
        state.Places.Forget();
        return new DiscordFresh((ready.Data.Deserialize(DiscordJson.Default.DiscordReady)?.Guilds ?? []).Select(guild => guild.Id), time.GetUtcNow() + times.Guilds) { Held = { ready } };
    }

    /// <summary>Holds events back until the servers of a new session are known; then what was missed is taken, and they after it.</summary>
    /// <returns>False when it still waits.</returns>
    private async Task<bool> BeginAsync(IChannelInbox inbox, DiscordFresh one, List<DiscordDispatch> batch, CancellationToken cancellationToken)
    {
        for (; batch.Count > 0 && !one.IsComplete; batch.RemoveAt(0))
        {
            if (batch[0].Type == "READY")
            {
                var again = Fresh(batch[0]);
                again.Held.InsertRange(0, one.Held);
                fresh = one = again;
            }
            else if (!IsTurn(batch[0]))
            {
                Learn(batch[0]);
                one.Held.Add(batch[0]);
            }
        }

        if (!one.IsComplete && one.Due > time.GetUtcNow())
            return false;
        await CatchUpAsync(inbox, one.Missing, cancellationToken);
        fresh = null;
        try
        {
            await PassAsync(inbox, one.Held, cancellationToken);
        }
        catch
        {
            fresh = one;
            throw;
        }

        await EndLeftAsync(inbox, cancellationToken);
        return true;
    }

    /// <summary>Gives events to the inbox, and moves the point from which a later connection goes on.</summary>
    private async Task PassAsync(IChannelInbox inbox, List<DiscordDispatch> told, CancellationToken cancellationToken)
    {
        var events = new List<PlatformEvent>();
        foreach (var dispatch in told)
        {
            Learn(dispatch);
            events.AddRange(await MapAsync(dispatch, cancellationToken));
        }

        if (events.Count > 0)
        {
            isHeld |= isReplaying;
            await SeeAsync(inbox, events, cancellationToken);
            await inbox.ReceiveAsync(events, isReplaying, cancellationToken);
            isHeld &= isReplaying;
            await RefuseAsync(events, cancellationToken);
            if (events.OfType<PlatformEvent.Message>().Where(message => message.Source.Chat == DiscordMapper.InteractionChat).Select(message => Snowflake.TryParse(message.Source.Message)).OfType<Snowflake>().ToList() is { Count: > 0 } commands)
                await interactions.TakenAsync(commands);
        }

        Reach(events);
        await StoreAsync(inbox, told[^1].Session, cancellationToken);
    }

    private async Task<IReadOnlyList<PlatformEvent>> MapAsync(DiscordDispatch dispatch, CancellationToken cancellationToken)
    {
        if (state.Self is not { } self || dispatch.Type is not ("MESSAGE_CREATE" or "MESSAGE_UPDATE" or "MESSAGE_DELETE" or "MESSAGE_DELETE_BULK" or "INTERACTION_CREATE"))
            return [];
        if (Snowflake.In(dispatch.Data, "channel_id") is { } channel)
            await history.LearnAsync(channel, Snowflake.In(dispatch.Data, "guild_id"), cancellationToken);
        return new DiscordMapper(self, state.Places).Map(dispatch.Type, dispatch.Data, dispatch.Session.Sequence);
    }

    /// <summary>No more of the past waits: turns may begin. The first time that is told also where nothing waited.</summary>
    private async Task ReleaseAsync(IChannelInbox inbox, bool isCaughtUp, CancellationToken cancellationToken)
    {
        if (!isHeld && (hasCaughtUp || !isCaughtUp))
            return;
        await inbox.ReceiveAsync([], isBacklog: false, cancellationToken);
        (isHeld, hasCaughtUp) = (false, hasCaughtUp || isCaughtUp);
    }

    /// <summary>
    /// Keeps first where messages came from: if this process does not come to take them, and the session cannot go on, only chats that were seen are read again.
    /// </summary>
    private async Task SeeAsync(IChannelInbox inbox, IEnumerable<PlatformEvent> events, CancellationToken cancellationToken)
    {
        // An edit may be all that is heard of a message.
        foreach (var message in events.OfType<PlatformEvent.Message>())
        {
            if (Snowflake.TryParse(message.Source.Message) is { } id && Snowflake.TryParse(message.Source.Chat) is { } channel && state.Places.Find(channel) is { } room)
                See(room, new Snowflake(id.Value - 1), isExpected: true);
        }

        if (HasUnsaved)
            await StoreAsync(inbox, stored, cancellationToken);
    }

    private void Reach(IEnumerable<PlatformEvent> events)
    {
        foreach (var message in events.OfType<PlatformEvent.Message>().Where(message => message.EditedAt is null))
        {
            if (Snowflake.TryParse(message.Source.Message) is not { } id || !IsPast(id))
                continue;
            position = position > id ? position : id;
            if (Snowflake.TryParse(message.Source.Chat) is { } channel && state.Places.Find(channel) is { } room)
                See(room, id);
        }
    }

    private void SeeAll()
    {
        foreach (var room in state.Places.Rooms)
            See(room, room.LastMessageId ?? room.Id);
    }

    private void See(DiscordRoom room, Snowflake since, bool isExpected = false)
    {
        if (!IsAllowed(room) || !IsPast(since))
            return;
        Snowflake? person = room is { Type: DiscordRoomKind.Direct, Recipients: [var one, ..] } ? one.Id : null;
        if (isExpected)
            chats.Expect(room.Id, since, person);
        else
            chats.See(room.Id, since, person);
    }

    /// <summary>Whether an id was made by now: with one of a later time, nothing that follows would count as missed.</summary>
    private bool IsPast(Snowflake id) => id.At <= time.GetUtcNow() + Ahead;

    private bool IsAllowed(DiscordRoom room) => DiscordPlaces.ChatOf(room, state.Self?.Account ?? "") is { } chat && (chat.Kind is PlatformChatKind.Direct || AdmissionRules.IsAllowed(options, chat));

    private async Task StoreAsync(IChannelInbox inbox, DiscordSession? session, CancellationToken cancellationToken)
    {
        if (state.Self is not { } self)
            return;
        if (chats.HasNews)
        {
            await inbox.WriteCursorAsync(ChatsOf(self), chats.Save(), cancellationToken);
            chats.Saved();
        }

        await inbox.WriteCursorAsync(SessionOf(self), DiscordSession.Save(session, position), cancellationToken);
        (stored, isPlaced) = (session, position is not null);
    }

    private static string SessionOf(DiscordSelf self) => self.Account + "/session";

    private static string ChatsOf(DiscordSelf self) => self.Account + "/chats";

    [LoggerMessage(Level = LogLevel.Error, Message = "Discord: events could not be stored, and are not passed: {Why} Next try in {Wait}.")]
    private partial void LogNotTaken(string why, TimeSpan wait);
}
