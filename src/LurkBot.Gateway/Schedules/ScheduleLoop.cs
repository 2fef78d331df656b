using LurkBot.Channels;
using LurkBot.Doors;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>Looks every second at what is due, so that a schedule that another process added or a clock that was set is noticed, and has it answered.</summary>
internal sealed partial class ScheduleLoop : BackgroundService
{
    private static readonly TimeSpan LooksEvery = TimeSpan.FromSeconds(1);

    private readonly ScheduleBook book;
    private readonly Assistant assistant;
    private readonly TurnClosing closing;
    private readonly SessionRecovery recovery;
    private readonly TimeProvider time;
    private readonly ILogger<ScheduleLoop> logger;
    private readonly ChannelHub? channels;
    private readonly ScheduleRunner runner;

    /// <summary>Puts it together.</summary>
    /// <param name="book">The schedules.</param>
    /// <param name="store">The sessions.</param>
    /// <param name="assistant">Accepts messages, and has them answered.</param>
    /// <param name="closing">How the server ends.</param>
    /// <param name="recovery">Knows what was left by an earlier process.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Make loggers.</param>
    /// <param name="channels">The platforms; null without any.</param>
    public ScheduleLoop(ScheduleBook book, IRewritableStore store, Assistant assistant, TurnClosing closing, SessionRecovery recovery, TimeProvider time, ILoggerFactory loggers, ChannelHub? channels = null)
    {
        (this.book, this.assistant, this.closing, this.recovery, this.time, this.channels) = (book, assistant, closing, recovery, time, channels);
        logger = loggers.CreateLogger<ScheduleLoop>();
        runner = new ScheduleRunner(book, store, new ScheduleDoor(AddressOf, AcceptAsync), time, loggers.CreateLogger<ScheduleRunner>());
    }

    /// <summary>When something is due next; null when nothing is.</summary>
    public DateTimeOffset? NextDue => runner.NextDue();

    /// <summary>Looks once.</summary>
    /// <param name="cancellationToken">Stops between two schedules.</param>
    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var fired in await runner.LookAsync(cancellationToken))
            assistant.Begin(fired.Key, fired.Entry);
        if (channels is not null)
            await TellAsync(channels, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await recovery.Listed.WaitAsync(stoppingToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, closing.Closing);
        using var timer = new PeriodicTimer(LooksEvery, time);
        try
        {
            do
            {
                try
                {
                    await LookAsync(stop.Token);
                }
#pragma warning disable CA1031 // The service's boundary: whatever went wrong, the next look may succeed.
                catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
#pragma warning restore CA1031
                {
                    LogFailed(e);
                }
            }
            while (await timer.WaitForNextTickAsync(stop.Token));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The server ends: what is due runs after its next start.
        }
    }

    private ScheduleAddress AddressOf(SessionKey key) =>
        ScheduleDoor.Kept(key) ?? channels?.AddressOf(key) ?? new ScheduleAddress(null, $"The gateway does not serve {key.Channel}. Set it up: lurkbot channels add");

    private async ValueTask<long> AcceptAsync(InboundMessage message, CancellationToken cancellationToken)
    {
        if (channels?.Serves(message.Key) == true)
            await channels.PrepareAsync(message.Key, cancellationToken);
        return await assistant.AcceptAsync(message, DoorRequest.Default, cancellationToken);
    }

    /// <summary>Tells the owner on a platform what a model proposed there: in our words, whatever the model said of it.</summary>
    private async Task TellAsync(ChannelHub hub, CancellationToken cancellationToken)
    {
        IReadOnlyList<Schedule> proposals;
        try
        {
            proposals = [.. book.Read().Where(schedule => schedule is { State: ScheduleState.Proposed, IsTold: false })];
        }
        catch (LurkBotException)
        {
            // The runner has said so.
            return;
        }

        foreach (var proposal in proposals)
        {
            if (SessionKey.TryParse(proposal.Session, out var key, out _) && key.Type is SessionType.Main && hub.Serves(key)
                && await hub.TellAsync(key, $"schedule:{proposal.Id}", PlainText.ToMarkdown(ScheduleText.Proposal(book, proposal, time.GetUtcNow())), cancellationToken))
                book.Update(proposal.Id, known => known with { IsTold = true });
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A look at the schedules failed; the next one is in a second.")]
    private partial void LogFailed(Exception exception);
}
