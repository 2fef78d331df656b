namespace LurkBot.Channels;

/// <summary>Events that Slack held back because there were too many: it never tells them, the histories have them (CHANNELS S11). Thread-safe.</summary>
internal sealed class SlackHeldBack
{
    private readonly Lock gate = new();
    private TaskCompletionSource<SlackProgress> over = New();
    private bool isNoted;

    /// <summary>Ends with how far each channel was heard before, once the minute in which events were held back is over.</summary>
    public Task<SlackProgress> Over
    {
        get
        {
            lock (gate)
                return over.Task;
        }
    }

    /// <summary>Slack holds events back.</summary>
    /// <param name="heard">How far each channel was heard.</param>
    /// <param name="after">When it is over.</param>
    /// <param name="time">The clock.</param>
    public void Note(SlackProgress heard, TimeSpan after, TimeProvider time)
    {
        lock (gate)
        {
            if (isNoted)
                return;
            isNoted = true;
            var noted = over;
            _ = Task.Delay(after, time).ContinueWith(_ => noted.TrySetResult(heard), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>The histories are read now: what is noted from here on is read after that.</summary>
    public void Begin()
    {
        lock (gate)
            (over, isNoted) = (New(), false);
    }

    private static TaskCompletionSource<SlackProgress> New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
