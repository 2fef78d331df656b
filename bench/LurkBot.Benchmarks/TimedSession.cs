using System.Diagnostics;
using LurkBot.Entries;
using LurkBot.Storage;

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

    public async ValueTask<IReadOnlyList<Entry>> AppendAsync(TurnLease lease, IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var stored = await inner.AppendAsync(lease, entries, cancellationToken);
        Elapsed += Stopwatch.GetElapsedTime(start);
        return stored;
    }

    public ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken) => inner.AppendAsync(decide, cancellationToken);

    public async ValueTask<AcceptedMessage> AppendOnceAsync(UserEntry message, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var accepted = await inner.AppendOnceAsync(message, cancellationToken);
        Elapsed += Stopwatch.GetElapsedTime(start);
        return accepted;
    }

    public TurnLeaseOwner? FindLeaseOwner() => inner.FindLeaseOwner();

    public ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken) => inner.ReadNewestAsync(count, cancellationToken);

    public ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken) => inner.ReadAllAsync(cancellationToken);

    public ValueTask ExportAsync(Stream destination, CancellationToken cancellationToken) => inner.ExportAsync(destination, cancellationToken);

    public ValueTask<string> PutBlobAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => inner.PutBlobAsync(content, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> ReadBlobAsync(string hash, CancellationToken cancellationToken) => inner.ReadBlobAsync(hash, cancellationToken);

    public ValueTask<TurnLease> TakeTurnAsync(TurnLeaseRequest wait, CancellationToken cancellationToken) => inner.TakeTurnAsync(wait, cancellationToken);

    /// <summary>The session is the caller's.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
