using LurkBot.Doors;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Gateway;

/// <summary>
/// Has scheduled messages answered whose replies stay in their sessions: again and again while another turn holds the session, or waits there for an approval,
/// since no one is there who would say them again.
/// </summary>
/// <param name="runs">Runs turns.</param>
/// <param name="store">The sessions.</param>
/// <param name="time">The clock.</param>
internal sealed class ScheduledAnswers(TurnRuns runs, IRewritableStore store, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2), LongestPause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<SessionKey, (long Entry, TurnRun? Run, long Since, TimeSpan Pause)> open = [];

    /// <summary>A message waits.</summary>
    /// <param name="key">The session.</param>
    /// <param name="entry">The message; of several in a session the newest counts.</param>
    public void Add(SessionKey key, long entry) => open[key] = (entry, null, 0, FirstPause);

    /// <summary>Begins runs for what waits and is not being answered.</summary>
    /// <param name="cancellationToken">Stops between two sessions.</param>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        foreach (var (key, (entry, run, since, pause)) in open.ToList())
        {
            if (run is { IsOver: false } || (run is not null && time.GetElapsedTime(since) < pause))
                continue;
            if (run is not null && (await store.FindAsync(key, cancellationToken))?.Turns?.Pending.Contains(entry) != true)
                open.Remove(key);
            else
                open[key] = (entry, runs.Start(key, upTo: null, DoorRequest.Default, isAnew: true), time.GetTimestamp(), run is null ? pause : pause * 2 < LongestPause ? pause * 2 : LongestPause);
        }
    }
}
