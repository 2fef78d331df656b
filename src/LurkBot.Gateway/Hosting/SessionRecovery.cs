using LurkBot.Channels;
using LurkBot.Doors;
using LurkBot.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>Goes on with what an earlier process left behind: messages that wait and turns without an end. The gateway is ready once it knows them.</summary>
/// <param name="store">The sessions.</param>
/// <param name="runs">Runs them.</param>
/// <param name="logger">Told what was found.</param>
/// <param name="channels">The platforms, which go on with their own sessions; null without any.</param>
internal sealed partial class SessionRecovery(ISessionStore store, TurnRuns runs, ILogger<SessionRecovery> logger, ChannelHub? channels = null) : BackgroundService, IReadinessCheck
{
    private readonly TaskCompletionSource listed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when it is known what was left behind.</summary>
    public Task Listed => listed.Task;

    /// <inheritdoc/>
    public ValueTask<string?> WhyNotAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Listed.IsCompletedSuccessfully ? null : "recovering");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await RecoverAsync(stoppingToken);
            listed.TrySetResult();
            IdleMemory.Release();
        }
        catch (Exception e)
        {
            // Who waits for it hears why; the host ends.
            listed.TrySetException(e);
            throw;
        }
    }

    private async Task RecoverAsync(CancellationToken stoppingToken)
    {
        if (channels is not null)
            await channels.RecoverAsync(stoppingToken);
        var listing = await store.ListAsync(stoppingToken);
        var waiting = listing.Sessions.Where(session => session.Turns is { Pending.Count: > 0 } or { Open.Count: > 0 }).ToList();
        LogFound(waiting.Count, listing.Sessions.Count);
        foreach (var session in waiting.Where(session => channels?.Serves(session.Key) != true))
            runs.Start(session.Key, upTo: null, DoorRequest.Default, isAnew: true);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Waiting} of {Sessions} sessions have messages that wait or turns without an end.")]
    private partial void LogFound(int waiting, int sessions);
}
