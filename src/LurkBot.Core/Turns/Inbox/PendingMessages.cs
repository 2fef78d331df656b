using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>The messages of a session that wait, and which of them are answered together (RULES TU2, TU5, TU6, TU10).</summary>
internal sealed class PendingMessages(ISessionStore store, SessionInbox inbox, IStoredSession session, SessionRunnerOptions options)
{
    /// <summary>Reads what waits.</summary>
    /// <param name="isExclusive">Whether this process alone answers now; else it answers only what it accepted itself.</param>
    /// <param name="left">The messages that a killed process had taken.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async ValueTask<WaitingMessages> ReadAsync(bool isExclusive, IReadOnlyList<long> left, CancellationToken cancellationToken)
    {
        await session.ReadNewestAsync(1, cancellationToken);
        var (turns, all) = (session.Info.Turns, (IReadOnlyList<Entry>?)null);
        if (turns is null)
            turns = TurnState.Of(all = await session.ReadAllAsync(cancellationToken));
        if (turns.Pending.Count == 0)
            return new([], [], [], session.Info.LastId);
        all ??= await session.ReadAfterAsync(turns.Pending[0] - 1, cancellationToken);
        // Whatever the trailer says: an entry that answers a message counts.
        var heard = all.OfType<ITurnMark>().SelectMany(mark => mark.Heard.Concat(mark.Answers)).ToHashSet();
        var versions = MessageVersions.Of(all);
        var waiting = all.OfType<UserEntry>().Where(entry => turns.Pending.Contains(entry.Id) && !heard.Contains(entry.Id)).Select(versions.Of).ToList();
        var copied = waiting.Where(entry => !string.Equals(entry.Accepted, store.Process.Home, StringComparison.Ordinal)).ToList();
        var ours = waiting.Except(copied).Where(message => IsOurs(message, isExclusive)).ToLookup(message => versions.IsHidden(message.Id) || all.OfType<StopEntry>().Any(stop => IsStopped(message.Id, stop, left)));
        return new([.. ours[false]], [.. ours[true]], isExclusive ? copied : [], all.Count == 0 ? session.Info.LastId : all[^1].Id);
    }

    /// <summary>The messages of the next turn: the oldest, and those like it.</summary>
    /// <param name="waiting">What waits, oldest first.</param>
    /// <param name="mode">Whether messages are collected.</param>
    public static IReadOnlyList<UserEntry> Choose(IReadOnlyList<UserEntry> waiting, QueueMode mode) =>
        waiting.Count == 0 ? [] : [.. waiting.Where(message => IsLike(message, waiting[0]) && (mode != QueueMode.Queue || message == waiting[0] || IsPartOfSame(message, waiting[0])))];

    /// <summary>The messages of a turn that are too many for it: all but the newest, and the parts that belong to those (RULES LE9).</summary>
    /// <param name="batch">The messages, oldest first.</param>
    /// <param name="most">So many are taken.</param>
    public static IReadOnlyList<UserEntry> Surplus(IReadOnlyList<UserEntry> batch, int most)
    {
        if (batch.Count <= most)
            return [];
        var taken = batch.Skip(batch.Count - most).ToList();
        return [.. batch.Take(batch.Count - most).Where(message => !taken.Exists(newer => IsPartOfSame(newer, message)))];
    }

    /// <summary>How long a turn with these messages must wait, since more parts of one of them may come (RULES LE4).</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="since">For each when the waiting begins at the earliest: a part from before a restart waits anew, since the next one could not come meanwhile.</param>
    /// <returns>Zero when it may begin.</returns>
    public static TimeSpan QuietLeft(IEnumerable<UserEntry> messages, DateTimeOffset now, Func<UserEntry, DateTimeOffset> since)
    {
        var left = TimeSpan.Zero;
        foreach (var part in messages.Where(message => message.PartOf is not null))
        {
            var quiet = MessageParts.QuietAfter(part.PartOf);
            var from = since(part);
            var rest = (part.At > from && part.At <= now ? part.At : from) + quiet - now;
            // A clock that was set back must not hold a message for long.
            left = rest > left && rest <= quiet + quiet ? rest : left;
        }

        return left;
    }

    /// <summary>Whether two messages are parts of the same thing.</summary>
    public static bool IsPartOfSame(UserEntry one, UserEntry other) => one.PartOf is not null && string.Equals(one.PartOf, other.PartOf, StringComparison.Ordinal);

    /// <summary>Whether two messages may be answered by one turn: same reply address, same trust, same plan.</summary>
    public static bool IsLike(UserEntry one, UserEntry other) =>
        ReplyAddress.Of(one.ReplyTo) == ReplyAddress.Of(other.ReplyTo)
        && one.Sender?.Trust == other.Sender?.Trust
        && string.Equals(one.Origin, other.Origin, StringComparison.Ordinal)
        && MessageOverrides.AreEqual(one.Door, other.Door);

    private static bool IsStopped(long message, StopEntry stop, IReadOnlyList<long> left) =>
        stop.Id > message && (stop.All || stop.Stops == message || (left.Contains(stop.Stops ?? 0) && left.Contains(message)));

    /// <summary>A message with overrides is left to the process that accepted it, as long as that lives.</summary>
    private bool IsOurs(UserEntry message, bool isExclusive) =>
        options.Serves(ReplyAddress.Of(message.ReplyTo))
        && (isExclusive || inbox.IsOwn(session.Info.Id, message.Id))
        && (message.Door is not { } door || string.Equals(door.Process, store.Process.Id, StringComparison.Ordinal) || !store.Process.IsAlive(door.Process));
}
