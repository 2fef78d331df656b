using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LurkBot.Gateway;

/// <summary>Sweeps the sessions every ten minutes, so that their life goes on by itself. A sweep that fails does not stop the next.</summary>
/// <param name="runner">Sweeps.</param>
/// <param name="assistant">Closes the sessions that no one has used for a while.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told what was done.</param>
internal sealed partial class SessionSweep(SweepRunner runner, Assistant assistant, TimeProvider time, ILogger<SessionSweep> logger) : BackgroundService
{
    /// <summary>The time between two sweeps.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
                await assistant.Hub.TrimAsync();
                IdleMemory.Release();
            }
#pragma warning disable CA1031 // The service's boundary: whatever went wrong, the next sweep may succeed.
            catch (Exception e) when (e is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(e);
            }
        }
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        await foreach (var record in runner.RunAsync(dryRun: false, stoppingToken))
        {
            switch (record)
            {
                case SweepRecord.Compaction compaction:
                    LogCompaction(compaction.Key, compaction.Range, compaction.Reason);
                    break;
                case SweepRecord.Move move:
                    LogMove(move.Key, move.State, move.Reason);
                    break;
                case SweepRecord.InUse inUse:
                    LogInUse(inUse.Key);
                    break;
                case SweepRecord.Purge purge:
                    LogPurge(purge.Name);
                    break;
                case SweepRecord.Problem problem:
                    LogProblem(problem.Message);
                    break;
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Session}: compaction of entries {Range} ({Reason}).")]
    private partial void LogCompaction(SessionKey session, EntryRange range, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Session}: {State} ({Reason}).")]
    private partial void LogMove(SessionKey session, SessionState state, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Session} is in use; the next sweep will see to it.")]
    private partial void LogInUse(SessionKey session);

    [LoggerMessage(Level = LogLevel.Information, Message = "Purged {Name}.")]
    private partial void LogPurge(string name);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not swept: {Problem}")]
    private partial void LogProblem(string problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "The sweep failed; the next one is in ten minutes.")]
    private partial void LogFailed(Exception exception);
}
