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
            tasks[run] = Task.Run(() => RunAsync(run, request));
            return run;
        }
    }

    /// <summary>Waits for the runs under way. One that takes longer is recovered at the next start, as after a crash.</summary>
    /// <param name="drain">How long they may go on.</param>
    /// <returns>How many are left.</returns>
    public async Task<int> DrainAsync(TimeSpan drain)
    {
        Task[] open;
        lock (gate)
            open = [.. tasks.Values];
        try
        {
            await Task.WhenAll(open).WaitAsync(drain, time);
        }
        catch (TimeoutException)
        {
            // What is durable stays; the process ends.
        }

        return open.Count(task => !task.IsCompleted);
    }

    private async Task RunAsync(TurnRun run, DoorRequest request)
    {
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
