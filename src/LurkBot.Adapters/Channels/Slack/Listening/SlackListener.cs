using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Hears what Slack tells by Socket Mode: a new connection is open before the old one closes, each envelope is acknowledged on its own connection once the inbox
/// has taken it, and what was said while there was none is read from the histories (CHANNELS S1 to S8, S27).
/// </summary>
internal sealed partial class SlackListener(SlackApi api, SlackState state, SlackReader reader, SlackThreads threads, SlackHistory history, SlackProgress progress, SlackGap gap, Func<Uri, CancellationToken, Task<WebSocket>> connect, TimeProvider time, SlackTimes times, ILogger logger)
{
    private const int MostWaiting = 1000, InOneRow = 50;

    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(10), LongestHold = TimeSpan.FromMinutes(1);

    private readonly Channel<SlackDelivery> waiting = Channel.CreateBounded<SlackDelivery>(MostWaiting);
    private readonly HashSet<Task> retiring = [];
    private readonly SlackHeldBack heldBack = new();
    private string saved = "";
    private SlackProgress before = new();
    private bool isRestored;
    private volatile bool hasMissed;
    private volatile bool isBacklog;

    private SlackHealth Health => state.Health;

    /// <summary>Told that a person used Slack's own button to stop a reply.</summary>
    public Action<SlackMessage> OnStopped { get; init; } = static _ => { };

    /// <summary>Told of each message that was taken.</summary>
    public Action<PlatformEvent.Message, SlackBot> OnMessage { get; init; } = static (_, _) => { };

    /// <summary>Listens until it is cancelled.</summary>
    /// <param name="inbox">Takes what it hears.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var taking = TakeAllAsync(inbox, stop.Token);
        SlackConnection? current = null;
        try
        {
            current = await ConnectAllAsync(inbox, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await taking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (current is not null)
                await current.EndAsync();
            await Task.WhenAll([.. retiring]).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Health.Turned("stopped", null);
        }
    }

    /// <summary>Keeps a connection open.</summary>
    /// <returns>The last one, when it was cancelled.</returns>
    private async Task<SlackConnection?> ConnectAllAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        SlackConnection? current = null;
        var isWarned = true;
        var (failures, fill, unread, fillStop, retired) = (0, Task.CompletedTask, before, new CancellationTokenSource(), Task.CompletedTask);
        while (!cancellationToken.IsCancellationRequested)
        {
            gap.Connect();
            var (next, problem) = await OpenAsync(inbox, hasBroken: current is { HasEnded: true }, cancellationToken);
            if (next is null)
            {
                if (!cancellationToken.IsCancellationRequested)
                    await WaitAsync(Judge(problem!, ++failures), cancellationToken);
                continue;
            }

            // Only after a warning the old connection still got events while this one was opened.
            var hasGap = current is not { HasEnded: false } || !isWarned;
            if (current is not null)
                retired = Retire(current, counts: !hasGap);
            current = next;
            await ReadMissedAsync(hasGap);
            if (!hasGap)
            {
                await ((Task)Task.WhenAny(current.Farewell, retired)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await ReadMissedAsync(hasGap: false);
            }

            while (await IsHeldBackAsync(current, cancellationToken))
                await ReadMissedAsync(hasGap: true);
            if (cancellationToken.IsCancellationRequested)
                break;
            var reason = await current.Farewell;
            LogRenewed(reason);
            isWarned = reason is "warning";
            failures = reason is "warning" or "refresh_requested" || time.GetUtcNow() - current.Since > ShortLife ? 0 : failures + 1;
            if (reason is "link_disabled" or "too_many_websockets")
            {
                await current.EndAsync();
                await WaitAsync(Judge(new SlackAnswer.Refused(reason), failures), cancellationToken);
            }
            else if (failures > 0)
            {
                await WaitAsync(times.Before(failures), cancellationToken);
            }
        }

        await fill.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        fillStop.Dispose();
        return current;

        async Task ReadMissedAsync(bool hasGap)
        {
            var isMissing = hasGap || hasMissed;
            var number = gap.Connected(isMissing);
            if (!isMissing)
                return;
            // What was not read to its end is read again, from where it began.
            var since = fill.IsCompleted ? before : unread;
            await fillStop.CancelAsync();
            await fill.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            fillStop.Dispose();
            fillStop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            (hasMissed, isBacklog, unread) = (false, true, since);
            fill = FillAsync(since, number, fillStop.Token);
        }
    }

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken) => await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>A connection whose place another took: what came on it is acknowledged on it, then it is closed.</summary>
    /// <param name="old">The connection.</param>
    /// <param name="counts">Whether it was thought to get events until its place was taken: one that turns out to be broken may have got none before that.</param>
    private Task Retire(SlackConnection old, bool counts)
    {
        retiring.RemoveWhere(task => task.IsCompleted);
        var retired = RetireAsync();
        retiring.Add(retired);
        return retired;

        async Task RetireAsync()
        {
            await Task.WhenAny(old.ReadToEndAsync(), Task.Delay(times.Linger, time));
            await old.EndAsync();
            hasMissed |= counts && old.HasBroken;
        }
    }

    /// <summary>Opens a connection, and waits for its greeting.</summary>
    private async Task<(SlackConnection? Connection, SlackAnswer? Problem)> OpenAsync(IChannelInbox inbox, bool hasBroken, CancellationToken cancellationToken)
    {
        try
        {
            if (state.Bot is not { } bot)
            {
                var identified = await api.CallAsync("auth.test", [], times.Request, cancellationToken);
                if (SlackBot.From(identified) is not { } told)
                    return (null, identified is SlackAnswer.Done ? new SlackAnswer.Lost("the answer does not say who the bot is") : identified);
                state.Identified(bot = told);
            }

            threads.HasSession = (chat, root, gives) => inbox.KnowsAsync(SlackMapper.Target(bot, chat, root), gives);
            await RestoreAsync(inbox, bot, cancellationToken);
            // What comes on the new connection does not hide what was said before it.
            before = progress.Copy();
            var answer = await api.CallAsync("apps.connections.open", [], times.Request, cancellationToken, isApp: true);
            if (SlackApi.Text(answer, "url") is not { } url || !Uri.TryCreate(url, UriKind.Absolute, out var place) || (place.Scheme != "wss" && !(place.Scheme == "ws" && api.IsPlain)))
                return (null, answer is SlackAnswer.Done ? new SlackAnswer.Lost("the answer does not say where to connect") : answer);
            var connection = new SlackConnection(await SlackSocket.ConnectAsync(place, connect, time, times, cancellationToken), time, (from, frame) => Take(from, frame, bot, cancellationToken));
            if (await connection.BeginAsync(times.Hello, cancellationToken) is not { } hello)
            {
                await connection.EndAsync();
                // Slack sends one away that is too many in the place of a greeting.
                return (null, await connection.Farewell is var why && why is "link_disabled" or "too_many_websockets" ? new SlackAnswer.Refused(why) : new SlackAnswer.Lost("the connection did not greet"));
            }

            connection.Since = time.GetUtcNow();
            Greeted(connection, hello, bot, hasBroken);
            return (connection, null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (null, new SlackAnswer.NotSent(e is LurkBotException ? e.Message : "the connection could not be opened"));
        }
    }

    private void Greeted(SlackConnection connection, SlackFrame hello, SlackBot bot, bool hasBroken)
    {
        var isNews = Health.Current.State != "connected";
        var ours = Health.Opened(isOpen: true);
        _ = connection.ReadToEndAsync().ContinueWith(_ => Health.Opened(isOpen: false), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        if (isNews)
            LogConnected(bot.Account);
        // Slack gives each event to any one of an app's connections: another program's would swallow some (CHANNELS S3). It counts one that broke for a while.
        if (hello.NumConnections is { } all && all > ours + (hasBroken ? 1 : 0))
            Health.Note($"Another program is connected as this app ({all} connections), and gets some of its events. Stop it, or make an app of its own for it.");
    }

    /// <summary>What comes on a connection waits in line; who is in it is looked up meanwhile.</summary>
    private void Take(SlackConnection connection, SlackFrame frame, SlackBot bot, CancellationToken cancellationToken)
    {
        Health.Heard(hasNews: true);
        if (SlackReader.IsLimit(frame))
            heldBack.Note(progress.Copy(), times.EventLimit, time);
        if (frame.Type == "events_api" && SlackReader.EventOf(frame) is { } told)
        {
            if (told.Type == "agent_session_stopped")
                OnStopped(told);
            if (told.Type is "tokens_revoked" or "app_uninstalled")
                state.Forget();
        }

        var read = reader.ReadAsync(frame, bot, cancellationToken);
        var delivery = new SlackDelivery(
            async () => await read is var reading && !reading.CanTell() ? null : reading.Map() is { } one ? [one] : [],
            () => connection.AcknowledgeAsync(frame.EnvelopeId!));
        if (waiting.Writer.TryWrite(delivery))
            return;
        // Not acknowledged: Slack delivers it again, and what it gives up is read from the history.
        hasMissed = true;
        LogFull();
    }

    private async Task TakeAllAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        await foreach (var delivery in waiting.Reader.ReadAllAsync(cancellationToken))
        {
            for (var failures = 1; ; failures++)
            {
                try
                {
                    await TakeAsync(inbox, delivery, cancellationToken);
                    if (failures > 1)
                        Health.Note(null);
                    break;
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    // The inbox could not take it, on a full disk say; or something unforeseen: the same again, nothing is acknowledged.
                    var wait = times.Before(failures);
                    Health.Note(e is LurkBotException ? $"What Slack told could not be taken: {api.Masked(e.Message)}" : $"What Slack told could not be taken, because of something unexpected. It is tried again; the log says more.");
                    LogNotTaken(api.Masked(e is LurkBotException ? e.Message : $"{e.GetType().Name}: {e.Message}"), wait);
                    await Task.Delay(wait, time, cancellationToken);
                }
            }
        }
    }

    private async Task TakeAsync(IChannelInbox inbox, SlackDelivery delivery, CancellationToken cancellationToken)
    {
        if (await delivery.Read() is not { } events)
        {
            // Slack delivers it again, once the histories are read; what it gives up is read from them.
            hasMissed = true;
            return;
        }

        if (state.Bot is { } bot)
        {
            foreach (var message in events.OfType<PlatformEvent.Message>())
                OnMessage(message, bot);
        }

        foreach (var message in events.OfType<PlatformEvent.Message>())
            progress.Expect(message, time.GetUtcNow());
        await SaveAsync(inbox, cancellationToken);
        if (events.Count > 0 || delivery.EndsBacklog)
            await inbox.ReceiveAsync(events, isBacklog && !delivery.EndsBacklog, cancellationToken);
        if (delivery.EndsBacklog)
            isBacklog = false;
        foreach (var message in events.OfType<PlatformEvent.Message>())
            progress.Take(message, time.GetUtcNow());
        if (delivery.EndsGap is { } number)
            gap.Close(number);
        await SaveAsync(inbox, cancellationToken);
        if (delivery.Acknowledge is not null)
            await delivery.Acknowledge();
    }

    /// <summary>What a failed request says of the channel, and how long to wait.</summary>
    private TimeSpan Judge(SlackAnswer problem, int failures)
    {
        var (turned, detail) = problem switch
        {
            SlackAnswer.Refused { Error: "link_disabled" } => ("unauthorized", "Socket Mode is switched off. Switch it on: https://api.slack.com/apps, your app, Socket Mode."),
            SlackAnswer.Refused { Error: "too_many_websockets" } => ("conflict", "Other programs are connected as this app, as many as Slack allows. Stop them, or make an app of its own for LurkBot."),
            SlackAnswer.Refused { Error: "missing_scope" } refused => ("unauthorized", $"A token has not the scope {refused.Needed ?? "that is needed"}. To see which, run: lurkbot channels test slack"),
            SlackAnswer.Refused { IsUnauthorized: true } refused => ("unauthorized", $"Slack does not take a token ({refused.Said}). To see which, run: lurkbot channels test slack"),
            _ => ("unreachable", $"Slack cannot be heard: {problem.Said}."),
        };
        var wait = turned == "unreachable" ? times.Before(failures) : times.Unauthorized;
        var asked = (problem as SlackAnswer.Refused)?.After ?? (problem as SlackAnswer.NotSent)?.After;
        if (turned == "unauthorized")
            state.Forget();
        if (Health.Turned(turned, detail))
            LogTurned(turned, problem.Said);
        return asked > wait ? asked.Value : wait;
    }

    private async Task RestoreAsync(IChannelInbox inbox, SlackBot bot, CancellationToken cancellationToken)
    {
        if (isRestored)
            return;
        saved = await inbox.ReadCursorAsync(CursorOf(bot), cancellationToken) ?? "";
        progress.Restore(saved);
        isRestored = true;
    }

    private async Task SaveAsync(IChannelInbox inbox, CancellationToken cancellationToken)
    {
        var now = progress.Save();
        if (state.Bot is not { } bot || now == saved)
            return;
        await inbox.WriteCursorAsync(CursorOf(bot), now, cancellationToken);
        saved = now;
    }

    private static string CursorOf(SlackBot bot) => bot.Account + "/heard";
}
