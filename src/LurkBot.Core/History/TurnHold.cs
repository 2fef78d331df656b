namespace LurkBot.History;

/// <summary>A session held for one turn; gives it back when disposed of.</summary>
/// <param name="exclusive">Whether nobody else can run a turn meanwhile; false with locking off.</param>
/// <param name="release">Gives the session back.</param>
public sealed class TurnHold(bool exclusive, Action release) : IDisposable
{
    private Action? release = release;

    /// <summary>Whether nobody else can run a turn meanwhile.</summary>
    public bool IsExclusive { get; } = exclusive;

    /// <summary>Gives the session back; the second time does nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref release, null)?.Invoke();
}
