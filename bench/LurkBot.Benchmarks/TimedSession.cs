using System.Diagnostics;
using LurkBot.History;

namespace LurkBot.Benchmarks;

/// <summary>A session that counts the time of its appends.</summary>
internal sealed class TimedSession(IStoredSession inner) : IStoredSession
{
    public TimeSpan Elapsed { get; set; }

    public SessionInfo Info => inner.Info;

    public async ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var stored = await inner.AppendAsync(entries, cancellationToken);
        Elapsed += Stopwatch.GetElapsedTime(start);
        return stored;
    }

    public ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken) => inner.ReadNewestAsync(count, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken) => inner.ReadAllAsync(cancellationToken);

    public ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken) => inner.ExportAsync(destination, cancellationToken);

    public ValueTask<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => inner.PutBlobAsync(content, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string hash, CancellationToken cancellationToken) => inner.ReadBlobAsync(hash, cancellationToken);

    public ValueTask<TurnHold> TakeTurnAsync(TurnWait wait, CancellationToken cancellationToken) => inner.TakeTurnAsync(wait, cancellationToken);

    /// <summary>The session is the caller's.</summary>
    public void Dispose()
    {
        // Nothing here is our own.
    }
}
