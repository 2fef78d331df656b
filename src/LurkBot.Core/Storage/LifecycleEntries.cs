using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>The entries that changes of a session's life leave in it, and the rules that all stores hold.</summary>
internal static class LifecycleEntries
{
    public static StateEntry State(SessionState state, SessionChange change, TimeProvider time) =>
        new() { State = state, At = time.GetUtcNow(), Actor = change.Actor, Reason = change.Reason };

    /// <summary>Something that happened to the session without moving it to another state.</summary>
    public static StateEntry Notice(string text, SessionChange change, TimeProvider time) =>
        new() { Content = text, At = time.GetUtcNow(), Actor = change.Actor, Reason = change.Reason };

    /// <summary>All states from the present one to the archive.</summary>
    /// <exception cref="LurkBotException">The session has no messages yet.</exception>
    public static IReadOnlyList<Entry> ToArchive(SessionInfo info, SessionChange change, TimeProvider time) => info.State == SessionState.Created
        ? throw new LurkBotException($"The session {info.Key} has no messages; there is nothing to archive.")
        : [.. SessionLifecycle.PathToArchive(info.State).Select(state => State(state, change, time))];

    /// <summary>What waits would wait for ever in an archive.</summary>
    /// <exception cref="LurkBotException">A message is pending or a turn is open.</exception>
    public static void RequireNothingWaits(SessionKey key, IReadOnlyList<Entry> entries)
    {
        if (TurnState.Of(entries) is { Pending.Count: 0, Open.Count: 0 })
            return;
        throw new LurkBotException($"The session {key} has a message that waits for an answer. Answer it in a chat, or cancel it: lurkbot sessions stop {key} --all");
    }

    /// <summary>The entries up to one of them.</summary>
    /// <exception cref="LurkBotException">There is no such entry.</exception>
    public static IReadOnlyList<Entry> Until(IReadOnlyList<Entry> entries, long? at) => at is not { } last
        ? entries
        : entries.Any(entry => entry.Id == last)
            ? [.. entries.TakeWhile(entry => entry.Id <= last)]
            : throw new LurkBotException($"There is no entry {last}; the last one is {(entries.Count == 0 ? 0 : entries[^1].Id)}.");

    /// <summary>A fork gives nobody more trust than its source did, unless the owner wants that.</summary>
    /// <exception cref="LurkBotException">It would.</exception>
    public static void CheckTrust(SessionKey source, SessionKey target, SessionChange change)
    {
        if (!change.AllowsTrustChange && target.Type.MaximumTrust() > source.Type.MaximumTrust())
            throw new LurkBotException($"A fork of a {source.Type.ToText()} session cannot be a {target.Type.ToText()} session: that would give it more trust.");
    }

    /// <summary>An entry that takes another's place.</summary>
    /// <exception cref="InvalidOperationException">It has another id.</exception>
    public static Entry Rewritten(Entry entry, Func<Entry, Entry> rewrite) =>
        rewrite(entry) is var other && other.Id == entry.Id ? other : throw new InvalidOperationException($"Entry {entry.Id} was rewritten as entry {other.Id}.");
}
