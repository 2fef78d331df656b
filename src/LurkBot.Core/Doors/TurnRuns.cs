using LurkBot.Sessions;

namespace LurkBot.Doors;

/// <summary>
/// The runs of a server: they belong to it and not to their readers, so that a client that leaves stops nothing, and one that
/// comes back reads on where it left. Thread-safe.
/// </summary>
/// <param name="assistant">Answers.</param>
/// <param name="time">The clock.</param>
internal sealed class TurnRuns(IAssistant assistant, TimeProvider time)
{
    /// <summary>So long a run that is over can be read.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    /// <summary>So long what came of a reply may take to be stored.</summary>
    private static readonly TimeSpan Storing = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<(SessionKey Key, long UpTo), TurnRun> runs = [];
    private readonly Dictionary<TurnRun, (Task Task, CancellationTokenSource Stopping)> tasks = [];

    /// <summary>How many runs are under way.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return tasks.Count;
        }
    }

    /// <summary>The run that answers a message; it begins when there is none, or when the last one is over and something may have changed since.</summary>
    /// <param name="key">The session.</param>
    /// <param name="upTo">The message; null for all that wait.</param>
    /// <param name="request">How its door wants it.</param>
    /// <param name="isAnew">Whether a run that is over is not enough, such as after an approval.</param>
    internal TurnRun Start(SessionKey key, long? upTo, DoorRequest request, bool isAnew)
    {
        lock (gate)
        {
            foreach (var (name, old) in runs.Where(pair => pair.Value.IsOver && time.GetElapsedTime(pair.Value.OverSince) > Kept).ToList())
                runs.Remove(name);
            if (runs.TryGetValue((key, upTo ?? 0), out var known) && (!known.IsOver || !isAnew))
                return known;
            var run = new TurnRun(key, upTo);
            runs[(key, upTo ?? 0)] = run;
            var stopping = new CancellationTokenSource();
            tasks[run] = (Task.Run(() => RunAsync(run, request, stopping)), stopping);
            return run;
        }
    }

    /// <summary>
    /// Waits for the runs under way. Of one that takes longer and is in the middle of its reply, what came is kept as cancelled; any other is
    /// recovered at the next start, as after a crash.
    /// </summary>
    /// <param name="drain">How long they may go on.</param>
    /// <returns>How many are left.</returns>
    public async Task<int> DrainAsync(TimeSpan drain)
    {
        List<(TurnRun Run, Task Task)> open;
        lock (gate)
            open = [.. tasks.Select(pair => (pair.Key, pair.Value.Task))];
        await WaitAsync(open.Select(run => run.Task), drain);
        var speaking = open.Where(run => !run.Task.IsCompleted && run.Run.IsSpeaking).ToList();
        foreach (var (run, _) in speaking)
            Stop(run);
        await WaitAsync(speaking.Select(run => run.Task), Storing);
        return open.Count(run => !run.Task.IsCompleted);
    }

    private void Stop(TurnRun run)
    {
        lock (gate)
        {
            // One that is just over has nothing to stop.
            if (tasks.TryGetValue(run, out var running))
                running.Stopping.CancelAfter(TimeSpan.Zero);
        }
    }

    private async Task WaitAsync(IEnumerable<Task> open, TimeSpan patience)
    {
        try
        {
            await Task.WhenAll(open).WaitAsync(patience, time);
        }
        catch (TimeoutException)
        {
            // What is durable stays; the process ends.
        }
    }

    private async Task RunAsync(TurnRun run, DoorRequest request, CancellationTokenSource stopping)
    {
        Exception? failure = null;
        try
        {
            await foreach (var update in assistant.RunAsync(run.Key, run.UpTo, request, stopping.Token))
                run.Add(update);
        }
        catch (Exception e)
        {
            failure = e;
        }

        run.End(failure, time.GetTimestamp());
        lock (gate)
        {
            tasks.Remove(run);
            stopping.Dispose();
        }
    }
}
