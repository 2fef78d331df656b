using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Tests.Storage;

namespace LurkBot.Tests.Turns;

/// <summary>A session of a process that dies at one of its appends, before it, after it, or in the middle of its bytes.</summary>
/// <param name="inner">The session.</param>
/// <param name="life">The process.</param>
internal sealed class MortalSession(IStoredSession inner, ProcessLife life) : DelegatingSession(inner)
{
    public override async ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken) =>
        await life.AppendAsync(() => Inner.AppendAsync(entries, cancellationToken));

    public override async ValueTask<IReadOnlyList<Entry>> AppendAsync(TurnLease lease, IReadOnlyList<Entry> entries, CancellationToken cancellationToken) =>
        await life.AppendAsync(() => Inner.AppendAsync(lease, entries, cancellationToken));

    public override async ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken) =>
        await life.AppendAsync(() => Inner.AppendAsync(decide, cancellationToken));

    public override async ValueTask<AcceptedMessage> AppendOnceAsync(UserEntry message, CancellationToken cancellationToken) =>
        await life.AppendAsync(() => Inner.AppendOnceAsync(message, cancellationToken));

    public override ValueTask<IReadOnlyList<Entry>> ReadNewestAsync(int count, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        return Inner.ReadNewestAsync(count, cancellationToken);
    }

    public override ValueTask<IReadOnlyList<Entry>> ReadAllAsync(CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        return Inner.ReadAllAsync(cancellationToken);
    }

    public override ValueTask<TurnLease> TakeTurnAsync(TurnLeaseRequest request, CancellationToken cancellationToken)
    {
        life.ThrowIfDead();
        return Inner.TakeTurnAsync(request, cancellationToken);
    }
}
