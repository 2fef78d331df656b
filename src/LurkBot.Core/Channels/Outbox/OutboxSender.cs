using LurkBot.Delivery;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Sends what the outbox holds: one part after the other within a chat or thread, and chats beside each other, so that no one waits for
/// another chat (RULES LE6). A part is marked before its request is made; what is not known afterwards is never repeated. Thread-safe.
/// </summary>
internal sealed partial class OutboxSender
{
    /// <summary>A part that could not be sent for so long is given up.</summary>
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromHours(24);

    /// <summary>So long each process tries to send a part, however old it is.</summary>
    private static readonly TimeSpan TriesFor = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1), AfterAnError = TimeSpan.FromSeconds(5);

    private readonly IDeliveryLedger ledger;
    private readonly IReadOnlyDictionary<string, IChannel> channels;
    private readonly Func<DeliveryTarget, DeliveryTarget, CancellationToken, Task> onMoved;
    private readonly TimeProvider time;
    private readonly ILogger<OutboxSender> logger;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<OutboundRecord>> lanes = new(StringComparer.Ordinal);
    private readonly HashSet<long> queued = [];
    private readonly List<OutboundRecord> uncertain = [];
    private readonly HashSet<Task> running = [];
    private CancellationToken stopping;

    /// <summary>Puts it together.</summary>
    /// <param name="ledger">The outbox.</param>
    /// <param name="channels">The platforms, by name.</param>
    /// <param name="onMoved">Told that a chat has another id: from, to.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told what could not be sent; never texts.</param>
    public OutboxSender(IDeliveryLedger ledger, IReadOnlyDictionary<string, IChannel> channels, Func<DeliveryTarget, DeliveryTarget, CancellationToken, Task> onMoved, TimeProvider time, ILogger<OutboxSender> logger) =>
        (this.ledger, this.channels, this.onMoved, this.time, this.logger) = (ledger, channels, onMoved, time, logger);

    /// <summary>How often rows of other processes are looked for (RULES LE10).</summary>
    /// <value>Default: one second.</value>
    public TimeSpan LooksEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Reads the bytes of a part that is a file; null when they are not kept any more.</summary>
    public Func<OutboundRecord, CancellationToken, ValueTask<ReadOnlyMemory<byte>?>> ReadFile { get; init; } = static (_, _) => new((ReadOnlyMemory<byte>?)null);

    /// <summary>Told of a question that may not have arrived.</summary>
    public Action<OutboundRecord> OnQuestionLost { get; init; } = static _ => { };

    /// <summary>How many parts wait.</summary>
    public int Waiting
    {
        get
        {
            lock (gate)
                return queued.Count;
        }
    }

    /// <summary>Decides about what an earlier process was sending: an edit is made again; the platform is asked for anything else, and where it does not tell, it may have been sent.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RecoverAsync(CancellationToken cancellationToken)
    {
        foreach (var part in await ledger.ReadUnsentAsync(cancellationToken))
        {
            // The preview of a turn that goes on: its end takes its place.
            if (part.State is not OutboundState.Sending || IsPreview(part))
                continue;
            if (part.PlatformId is not null)
                await ledger.MoveOutboundAsync(part.Id, OutboundState.Pending, null, "the edit is made again after a restart", cancellationToken);
            else if (CanFind(part))
                uncertain.Add(part);
            else
                await ledger.MoveOutboundAsync(part.Id, OutboundState.MaybeSent, null, "LurkBot stopped while it was being sent", cancellationToken);
        }
    }

    /// <summary>Begins to send what waits.</summary>
    /// <param name="cancellationToken">Ends the sending; a request under way is awaited.</param>
    /// <returns>When all that waits stands in its lane.</returns>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        stopping = cancellationToken;
        Enqueue(uncertain);
        await LookAsync();
    }

    /// <summary>Sends what comes, until it is cancelled.</summary>
    public async Task RunAsync()
    {
        using var timer = new PeriodicTimer(LooksEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping))
                await LookAsync();
        }
        catch (OperationCanceledException)
        {
            // The lanes end by themselves.
        }

        Task[] open;
        lock (gate)
            open = [.. running];
        await Task.WhenAll(open);
    }

    /// <summary>Where an address leads to now: what waits under a former one of a chat goes before what comes under its new one.</summary>
    /// <value>Default: to itself.</value>
    public Func<string, string> Resolve { get; init; } = static address => address;

    /// <summary>Whether something waits for a chat or thread, or is on its way there.</summary>
    /// <param name="address">The address.</param>
    public bool IsBusy(string address)
    {
        lock (gate)
            return FindLane(address) is not null;
    }

    /// <summary>Sends parts, each in its lane.</summary>
    /// <param name="parts">The parts, in their order; parts that are not pending or are already queued are skipped.</param>
    public void Enqueue(IEnumerable<OutboundRecord> parts)
    {
        lock (gate)
        {
            foreach (var part in parts)
            {
                if ((part.State is not OutboundState.Pending && !uncertain.Contains(part)) || IsPreview(part) || stopping.IsCancellationRequested || !queued.Add(part.Id))
                    continue;
                if (FindLane(part.Address) is { } lane)
                {
                    lane.Enqueue(part);
                    continue;
                }

                lanes[part.Address] = new Queue<OutboundRecord>([part]);
                var task = Task.Run(() => DrainAsync(part.Address), CancellationToken.None);
                running.Add(task);
                _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Sends all that waits in the outbox, in the order in which it was written, whoever wrote it.</summary>
    /// <returns>When it stands in its lanes; where the outbox cannot be read, it is looked at again soon.</returns>
    public async Task LookAsync()
    {
        try
        {
            Enqueue(await ledger.ReadUnsentAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (LurkBotException e)
        {
            LogLedger(e);
        }
    }

    /// <summary>Whether a row is the preview of a reply that has no end yet.</summary>
    public static bool IsPreview(OutboundRecord part) => part is { Kind: OutboundKind.Reply, Entry: null };

    private Queue<OutboundRecord>? FindLane(string address)
    {
        if (lanes.TryGetValue(address, out var lane))
            return lane;
        var now = Resolve(address);
        return lanes.FirstOrDefault(known => string.Equals(Resolve(known.Key), now, StringComparison.Ordinal)).Value;
    }

    private void Forget(Task task)
    {
        lock (gate)
            running.Remove(task);
    }

    private async Task DrainAsync(string address)
    {
        while (true)
        {
            OutboundRecord part;
            lock (gate)
            {
                if (stopping.IsCancellationRequested || !lanes[address].TryPeek(out part!))
                {
                    foreach (var left in lanes[address])
                        queued.Remove(left.Id);
                    lanes.Remove(address);
                    return;
                }
            }

            try
            {
                await SendAsync(part);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                continue;
            }
#pragma warning disable CA1031 // The lane's boundary: whatever went wrong with one part, the next is sent.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(e, part.Id);
                await SettleAsync(part, OutboundState.MaybeSent, null, "something unexpected happened while it was sent");
            }

            lock (gate)
            {
                queued.Remove(part.Id);
                lanes[address].Dequeue();
            }
        }
    }

    private async Task SendAsync(OutboundRecord part)
    {
        // For a part that a person asked to retry, the day begins then.
        var hasLooked = false;
        var (since, began) = (part.Attempts == 0 ? part.At : time.GetUtcNow(), time.GetTimestamp());
        for (var pause = TimeSpan.FromSeconds(1); ; pause = pause * 2 > LongestPause ? LongestPause : pause * 2)
        {
            if (DeliveryTarget.TryParse(new Turns.ReplyAddress(part.Address)) is not { } target || !channels.TryGetValue(target.Channel, out var channel))
            {
                await SettleAsync(part, OutboundState.Failed, null, "its channel is not set up");
                return;
            }

            // What an earlier process was sending is looked for first.
            var isLeft = part.State is OutboundState.Sending;
            if (!isLeft && part is { Part: 1, PlatformId: null, Entry: not null, Kind: OutboundKind.Reply or OutboundKind.Notice } && !hasLooked)
                (part, hasLooked) = (await WithPreviewAsync(channel, part, target), true);
            if (!isLeft && !await BeginAsync(part))
                return;
            switch (isLeft ? new SendOutcome.Uncertain("LurkBot stopped while it was being sent") : await RequestAsync(channel, part, target))
            {
                case SendOutcome.Sent sent:
                    await SettleAsync(part, OutboundState.Sent, sent.PlatformId, null);
                    return;
                case SendOutcome.Uncertain lost:
                    switch (await FindAsync(channel, part, target))
                    {
                        case SendProof.Sent found:
                            await SettleAsync(part, OutboundState.Sent, found.PlatformId, null);
                            return;
                        case SendProof.Absent:
                            await SettleAsync(part, OutboundState.Pending, null, $"it was not sent: {lost.Why}");
                            part = part with { State = OutboundState.Pending };
                            break;
                        default:
                            LogUncertain(part.Id, lost.Why);
                            await SettleAsync(part, OutboundState.MaybeSent, null, lost.Why);
                            if (part is { Kind: OutboundKind.Approval, Buttons.Count: > 0 })
                                OnQuestionLost(part);
                            return;
                    }

                    break;
                case SendOutcome.Refused refused:
                    LogRefused(part.Id, refused.Why);
                    await FailAsync(channel, part, refused.Why, refused.Why, refused.IsOfChat);
                    return;
                case SendOutcome.NotYet notYet:
                    await SettleAsync(part, OutboundState.Pending, null, notYet.Why);
                    // Not at once after a long time away, nor because the clock was set.
                    if (time.GetUtcNow() - since > GivesUpAfter && time.GetElapsedTime(began) > TriesFor)
                    {
                        await FailAsync(channel, part, notYet.Why, $"it could not be sent for a day: {notYet.Why}");
                        return;
                    }

                    await Task.Delay(notYet.After ?? pause, time, stopping);
                    break;
                case SendOutcome.Moved moved:
                    await SettleAsync(part, OutboundState.Pending, null, "the chat has another id");
                    await onMoved(target with { Thread = null }, moved.To with { Thread = null }, CancellationToken.None);
                    part = part with { Address = (moved.To with { Thread = target.Thread }).Address.Text, PlatformId = null };
                    break;
                case SendOutcome.Gone when part is { Kind: OutboundKind.Approval, Buttons.Count: 0 }:
                    await SettleAsync(part, OutboundState.Cancelled, null, "the question's message is gone");
                    return;
                case SendOutcome.Gone:
                    await SettleAsync(part, OutboundState.Pending, null, "the message that it was to replace is gone");
                    part = part with { PlatformId = null };
                    break;
            }
        }
    }

    private async ValueTask<SendOutcome> RequestAsync(IChannel channel, OutboundRecord part, DeliveryTarget target) =>
        part.File is null ? await channel.SendAsync(part, target, CancellationToken.None)
        : await ReadFile(part, CancellationToken.None) is { } content ? await channel.SendFileAsync(part, content, target, CancellationToken.None)
        : new SendOutcome.Refused("it is not kept any more");
}
