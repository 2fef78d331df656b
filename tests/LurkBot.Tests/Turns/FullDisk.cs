using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Tests.Storage;

namespace LurkBot.Tests.Turns;

/// <summary>A session on a disk that is full after some appends.</summary>
/// <param name="inner">The session.</param>
/// <param name="takeRoom">Takes the room of one append; false when there is none.</param>
internal sealed class FullDisk(IStoredSession inner, Func<bool> takeRoom) : DelegatingSession(inner)
{
    public override ValueTask<IReadOnlyList<Entry>> AppendAsync(IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        Take();
        return base.AppendAsync(entries, cancellationToken);
    }

    public override ValueTask<IReadOnlyList<Entry>> AppendAsync(TurnLease lease, IReadOnlyList<Entry> entries, CancellationToken cancellationToken)
    {
        Take();
        return base.AppendAsync(lease, entries, cancellationToken);
    }

    public override ValueTask<IReadOnlyList<Entry>> AppendAsync(Func<SessionInfo, IReadOnlyList<Entry>> decide, CancellationToken cancellationToken) => base.AppendAsync(
        info =>
        {
            var entries = decide(info);
            if (entries.Count > 0)
                Take();
            return entries;
        },
        cancellationToken);

    public override ValueTask<AcceptedMessage> AppendOnceAsync(UserEntry message, CancellationToken cancellationToken)
    {
        Take();
        return base.AppendOnceAsync(message, cancellationToken);
    }

    private void Take()
    {
        if (!takeRoom())
            throw new LurkBotException("No space left.");
    }
}
