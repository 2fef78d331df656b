using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Runs turns for the sessions of platforms: one lane for each session, so that a session that is stuck holds up no other. Shows replies while they are written,
/// and hands what ended to the outbox. Thread-safe.
/// </summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="channels">The platforms, by name.</param>
/// <param name="reader">Brings the ledger up to date after a turn.</param>
/// <param name="sender">Sends the replies.</param>
/// <param name="approvals">Asks the owner about tool calls.</param>
/// <param name="stallTimeout">After so long without progress a turn is ended.</param>
internal sealed partial class TurnDispatcher(
    ChannelServices shared,
    IReadOnlyDictionary<string, IChannel> channels,
    LedgerReader reader,
    OutboxSender sender,
    ApprovalDesk approvals,
    TimeSpan stallTimeout) : IDisposable
{
    private static readonly DoorRequest Request = new() { TellsOthers = false };

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1), LongestPause = TimeSpan.FromMinutes(1);

    private readonly ILogger logger = shared.Loggers.CreateLogger<TurnDispatcher>();
    private readonly Lock gate = new();
    private readonly Dictionary<SessionKey, TurnLane> lanes = [];
    private readonly HashSet<SessionKey> held = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Dictionary<string, int> holds = new(StringComparer.Ordinal);

    /// <summary>How many turns are under way, and how many sessions wait for another turn or for another try. A lane that only looks, after a turn of another door, counts for neither.</summary>
    public (int UnderWay, int Waiting) Turns
    {
        get
        {
            lock (gate)
                return (lanes.Values.Count(lane => lane.HasBegun), lanes.Values.Count(lane => lane is { HasBegun: false, IsWaiting: true }));
        }
    }

    /// <summary>Whether it has nothing to do.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
                return lanes.Count == 0;
        }
    }

    /// <summary>Answers what waits in a session, or takes in what ended there.</summary>
    /// <param name="key">The session.</param>
    public void Wake(SessionKey key)
    {
        lock (gate)
        {
            if (stopping.IsCancellationRequested)
                return;
            if (IsHeld(key))
            {
                held.Add(key);
                return;
            }

            if (lanes.TryGetValue(key, out var lane))
            {
                lane.IsAwake = true;
                return;
            }

            lanes[key] = lane = new TurnLane { IsAwake = true };
            lane.Task = Task.Run(() => RunLaneAsync(key, lane), CancellationToken.None);
        }
    }

    /// <summary>Lets no turn begin until <see cref="Release"/>: what waits on a platform is accepted first (RULES LE9).</summary>
    /// <param name="channel">For the sessions of which platform; empty for all.</param>
    public void Hold(string channel = "")
    {
        lock (gate)
            holds[channel] = holds.GetValueOrDefault(channel) + 1;
    }

    /// <summary>Ends a <see cref="Hold"/>.</summary>
    /// <param name="channel">The platform; empty for all.</param>
    public void Release(string channel = "")
    {
        List<SessionKey> woken;
        lock (gate)
        {
            holds[channel]--;
            woken = [.. held.Where(key => !IsHeld(key))];
            held.ExceptWith(woken);
        }

        woken.ForEach(Wake);
    }

    private bool IsHeld(SessionKey key) => holds.GetValueOrDefault("") > 0 || holds.GetValueOrDefault(key.Channel) > 0;

    /// <summary>Lets turns end within a time; those that do not end go on at the next start.</summary>
    /// <param name="drain">The time.</param>
    /// <returns>What became of them.</returns>
    public async Task<DrainOutcome> StopAsync(TimeSpan drain)
    {
        List<TurnLane> open;
        lock (gate)
            open = [.. lanes.Values];
        // No new turn begins, and those under way have the time.
        await stopping.CancelAsync();
        var before = open.Select(lane => (Lane: lane, lane.HasBegun, lane.Ended)).ToList();
        await Task.WhenAny(Task.WhenAll(open.Select(lane => lane.Task!)), Task.Delay(drain, shared.Time, CancellationToken.None));
        var left = open.Count(lane => lane.IsLeft || !lane.Task!.IsCompleted);
        if (left > 0)
            shared.Closing?.Leave();
        return new DrainOutcome(before.Count(known => known.Lane is { Task.IsCompleted: true, IsLeft: false } && (known.HasBegun || known.Lane.Ended > known.Ended)), left);
    }

    /// <inheritdoc/>
    public void Dispose() => stopping.Dispose();

    private async Task RunLaneAsync(SessionKey key, TurnLane lane)
    {
        var pause = FirstPause;
        while (true)
        {
            lock (gate)
            {
                if (!lane.IsAwake || stopping.IsCancellationRequested)
                {
                    lanes.Remove(key);
                    return;
                }

                lane.IsAwake = false;
            }

            try
            {
                await AnswerAsync(key, lane);
                (pause, lane.IsLeft) = (FirstPause, false);
                continue;
            }
            catch (ProcessClosingException)
            {
                // What waits is answered after the next start.
                lane.IsLeft = true;
                continue;
            }
            catch (SessionBusyException)
            {
                // Another process holds the session.
            }
#pragma warning disable CA1031 // The lane's boundary: whatever went wrong in one session, others go on, and this one is tried again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(e, key);
            }

            lock (gate)
                (lane.IsAwake, lane.IsLeft, lane.IsWaiting) = (true, true, true);
            await Task.Delay(pause, shared.Time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }

    private async Task AnswerAsync(SessionKey key, TurnLane lane)
    {
        ReplyPresenter? presenter = null;
        IReadOnlyList<UserEntry> answering = [];
        var isUnstored = false;
        var watch = new StallWatch(stallTimeout, shared.Time);
        try
        {
            using var stalled = watch.Begin(() => !lane.HasBegun ? Task.CompletedTask : shared.Assistant.StopAsync(key, all: false, new SessionChange(TurnStalledException.Actor, $"Nothing happened for {stallTimeout.TotalSeconds:0} s (LURKBOT_STALL_TIMEOUT), so this turn was ended. Send the message again if it is still wanted."), CancellationToken.None).AsTask());
            await foreach (var update in shared.Assistant.RunAsync(key, upTo: null, Request, CancellationToken.None))
            {
                watch.Progress();
                switch (update)
                {
                    case TurnUpdate.Waiting:
                        lane.IsWaiting = true;
                        break;
                    case TurnUpdate.Answering begun:
                        // A turn that waited says so a second time when it goes on.
                        await EndPresentingAsync();
                        (answering, lane.HasBegun) = (begun.Messages, true);
                        // Without the rows of what was said before, a preview would stand above it.
                        var isTaken = await MeanwhileAsync(() => TakeInAsync(key), key);
                        await MeanwhileAsync(() => approvals.CloseAsync(key, CancellationToken.None), key);
                        if (isTaken)
                            await MeanwhileAsync(async () => presenter = await PresentAsync(key, answering), key);
                        break;
                    case TurnUpdate.TextDelta delta:
                        presenter?.Add(delta.Text);
                        break;
                    case TurnUpdate.ToolStarted started:
                        presenter?.Use(started.Tool);
                        break;
                    case TurnUpdate.SubagentStep { Agent: { } agent, Tool: { } used }:
                        presenter?.Use($"{agent}: {used}");
                        break;
                    case TurnUpdate.ToolEnded:
                        presenter?.Use(null);
                        break;
                    case TurnUpdate.ApprovalAsked asked:
                        await EndPresentingAsync();
                        await AskAsync(key, asked);
                        break;
                    case TurnUpdate.Ended ended:
                        await EndPresentingAsync();
                        await MeanwhileAsync(() => TakeInAsync(key), key);
                        if (ended.Result.Fate is TurnFate.Failed)
                            MarkFailed(answering);
                        isUnstored |= await IsOpenAsync(key, ended.Result.Answers);
                        break;
                }
            }
        }
        finally
        {
            (lane.Ended, lane.HasBegun, lane.IsWaiting) = (lane.Ended + (lane.HasBegun ? 1 : 0), false, false);
            await EndPresentingAsync();
        }

        await TakeInAsync(key);
        await approvals.CloseAsync(key, CancellationToken.None);
        if (isUnstored)
            throw new LurkBotException("The end of a turn could not be stored. Free disk space; the turn is tried again.");

        async ValueTask EndPresentingAsync()
        {
            if (presenter is not null)
                await presenter.DisposeAsync();
            presenter = null;
        }
    }

    /// <summary>Does something beside a turn. What fails, on a full disk say, must not end the turn: it is made up for after it.</summary>
    /// <returns>Whether it was done.</returns>
    private async Task<bool> MeanwhileAsync(Func<Task> act, SessionKey key)
    {
        try
        {
            await act();
            return true;
        }
        catch (LurkBotException e)
        {
            LogBeside(e, key);
            return false;
        }
    }

    /// <summary>Asks; the turn waits for the answer anyway, so that it is tried until it can be written down.</summary>
    private async Task AskAsync(SessionKey key, TurnUpdate.ApprovalAsked asked)
    {
        for (var pause = FirstPause; !stopping.IsCancellationRequested; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
        {
            // What was said before the question is sent before it.
            if (await MeanwhileAsync(
                async () =>
                {
                    await TakeInAsync(key);
                    await approvals.AskAsync(key, asked.Question, asked.Call, CancellationToken.None);
                },
                key))
                return;
            await Task.Delay(pause, shared.Time, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Shows on the messages themselves that they were not answered.</summary>
    private void MarkFailed(IReadOnlyList<UserEntry> messages)
    {
        foreach (var source in messages.Select(message => MessageSource.TryParse(message.Source)).OfType<MessageSource>())
        {
            if (channels.TryGetValue(source.Channel, out var channel))
                _ = channel.MarkAsync(source, MessageMark.Failed, CancellationToken.None).AsTask();
        }
    }

    private async Task<ReplyPresenter?> PresentAsync(SessionKey key, IReadOnlyList<UserEntry> messages)
    {
        // A schedule's reply may be one that is not sent, and no one waits for it.
        if (messages.Count == 0 || ScheduledMessage.Is(messages[^1]) || DeliveryTarget.TryParse(ReplyAddress.Of(messages[^1].ReplyTo)) is not { } target || !channels.TryGetValue(target.Channel, out var channel))
            return null;
        await using var use = await shared.Assistant.Hub.UseAsync(key, CancellationToken.None);
        if (use.Session.Info is not { } info)
            return null;
        var chat = new PlatformChat(target, key.Type is SessionType.Main or SessionType.Dm ? PlatformChatKind.Direct : PlatformChatKind.Group);
        return new ReplyPresenter(channel, shared.Ledger, chat, info.Id, messages[^1].Id, MessageSource.TryParse(messages[^1].Source)?.Message, () => sender.IsBusy(target.Address.Text), shared.Time);
    }

    /// <summary>Whether messages whose turn has ended still wait in the file: on a full disk no end is stored.</summary>
    private async Task<bool> IsOpenAsync(SessionKey key, IReadOnlyList<long> answered)
    {
        await using var use = await shared.Assistant.Hub.UseAsync(key, CancellationToken.None);
        return await use.Session.FindStoredAsync(CancellationToken.None) is { Info.Turns: { } turns } && answered.Any(turns.CanAnswer);
    }

    /// <summary>
    /// Brings the ledger up to the file, and sends what there is to send. A session that got another key can have two lanes: what the other one
    /// wrote into the outbox and has not handed over yet goes first.
    /// </summary>
    private async Task TakeInAsync(SessionKey key)
    {
        await using var use = await shared.Assistant.Hub.UseAsync(key, CancellationToken.None);
        if (await use.Session.FindStoredAsync(CancellationToken.None) is not { } session)
            return;
        await reader.ReadAsync(session, CancellationToken.None);
        await sender.LookAsync();
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Session} could not be answered; it is tried again.")]
    private partial void LogFailed(Exception exception, SessionKey session);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Something beside a turn of {Session} failed; it is made up for later.")]
    private partial void LogBeside(Exception exception, SessionKey session);
}
