namespace LurkBot.Doors;

/// <summary>How a server ends: first no new turn begins, then what is still under way is left to the next start. Thread-safe.</summary>
internal sealed class TurnClosing : IDisposable
{
    private readonly CancellationTokenSource closing = new();
    private readonly CancellationTokenSource leaving = new();

    /// <summary>No new turn begins any more; those under way may end.</summary>
    public CancellationToken Closing => closing.Token;

    /// <summary>What is under way is left as it is: the process ends now.</summary>
    public CancellationToken Leaving => leaving.Token;

    /// <summary>Lets no new turn begin.</summary>
    public void Close() => closing.Cancel();

    /// <summary>Leaves what is under way.</summary>
    public void Leave() => leaving.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        closing.Dispose();
        leaving.Dispose();
    }
}
