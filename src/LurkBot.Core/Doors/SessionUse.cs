using LurkBot.Operations;

namespace LurkBot.Doors;

/// <summary>An open session in use.</summary>
/// <param name="session">The session.</param>
/// <param name="turns">Held by the turn of this process that runs in it.</param>
/// <param name="release">Gives it back.</param>
internal sealed class SessionUse(SessionOperations session, SemaphoreSlim turns, Func<ValueTask> release) : IAsyncDisposable
{
    private int isReleased;

    /// <summary>The session.</summary>
    public SessionOperations Session { get; } = session;

    /// <summary>Held by the turn of this process that runs in it: messages are answered in the order in which their doors came.</summary>
    public SemaphoreSlim Turns { get; } = turns;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isReleased, 1) == 0)
            await release();
    }
}
