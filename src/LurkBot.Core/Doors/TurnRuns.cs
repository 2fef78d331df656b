using System.Diagnostics;
using LurkBot.Sessions;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>
/// The runs of a server: they belong to it and not to their readers, so that a client that leaves stops nothing, and one that
/// comes back reads on where it left. Thread-safe.
/// </summary>
/// <param name="assistant">Answers.</param>
/// <param name="time">The clock.</param>
/// <param name="closing">How the server ends.</param>
internal sealed class TurnRuns(IAssistant assistant, TimeProvider time, TurnClosing closing)
{
    /// <summary>So long a run that is over can be read.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly Dictionary<(SessionKey Key, long UpTo), TurnRun> runs = [];
    private readonly Dictionary<TurnRun, Task> tasks = [];

    /// <summary>How many runs are under way.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return tasks.Count;
        }
    }

    /// <summary>How many turns are under way, and how many messages wait behind them.</summary>
    public (int UnderWay, int Waiting) Turns
    {
        get
        {
            lock (gate)
            {
                var turns = TurnsOf([.. tasks.Keys]);
                var begun = turns.Count(run => run.HasBegun);
                return (begun, turns.Count - begun);
            }
        }
    }

    /// <summary>The run that answers a message; it begins when there is none, or when the last one is over and something may have changed since.</summary>
    /// <param name="key">The session.</param>
    /// <param name="upTo">The message; null for all that wait.</param>
    /// <param name="request">How its door wants it.</param>
    /// <param name="isAnew">Whether a run that is over is not enough, such as after an approval.</param>
    /// <returns>The run; while the server stops, one that is over already with a <see cref="ProcessClosingException"/>.</returns>
    internal TurnRun Start(SessionKey key, long? upTo, DoorRequest request, bool isAnew)
    {
        lock (gate)
        {
            foreach (var (name, old) in runs.Where(pair => pair.Value.IsOver && time.GetElapsedTime(pair.Value.OverSince) > Kept).ToList())
                runs.Remove(name);
            if (runs.TryGetValue((key, upTo ?? 0), out var known) && (!known.IsOver || !isAnew))
                return known;
            var run = new TurnRun(key, upTo);
            if (closing.Closing.IsCancellationRequested)
            {
                run.End(new ProcessClosingException(isAccepted: true), time.GetTimestamp());
                return run;
            }

            runs[(key, upTo ?? 0)] = run;
            tasks[run] = Task.Run(() => RunAsync(run, request));
            return run;
        }
    }

    /// <summary>
    /// Lets no new turn begin, and waits for the runs under way. One that takes longer is left as it is: its process ends, and the next start
    /// goes on with it, as after a crash, but without an attempt being counted. Its readers are told.
    /// </summary>
    /// <param name="drain">How long they may go on.</param>
    /// <returns>What became of them.</returns>
    public async Task<DrainOutcome> DrainAsync(TimeSpan drain)
    {
        List<(TurnRun Run, Task Task)> open;
        lock (gate)
        {
            closing.Close();
            open = [.. tasks.Select(pair => (pair.Key, pair.Value))];
        }

        try
        {
            await Task.WhenAll(open.Select(run => run.Task)).WaitAsync(drain, time);
        }
        catch (TimeoutException)
        {
            closing.Leave();
        }

        foreach (var (run, _) in open)
            run.End(new ProcessClosingException(isAccepted: true), time.GetTimestamp());
        var turns = TurnsOf([.. open.Select(run => run.Run)]);
        var finished = turns.Count(run => run.IsFinished);
        return new DrainOutcome(finished, turns.Count - finished);
    }

    /// <summary>The runs without those that only wait for the outcome of another.</summary>
    private static List<TurnRun> TurnsOf(IReadOnlyList<TurnRun> runs) =>
        [.. runs.Where(run => run.HasBegun || run.UpTo is not { } own || !runs.Any(other => other != run && other.Key == run.Key && other.HasTaken(own)))];

    private async Task RunAsync(TurnRun run, DoorRequest request)
    {
        // A turn is a trace of its own: below the request that began it, which nobody records, it would not be recorded either.
        Activity.Current = null;
        Exception? failure = null;
        try
        {
            await foreach (var update in assistant.RunAsync(run.Key, run.UpTo, request, CancellationToken.None))
                run.Add(update);
        }
        catch (Exception e)
        {
            failure = e;
        }

        run.End(failure, time.GetTimestamp());
        lock (gate)
            tasks.Remove(run);
    }
}
