using System.Collections.Concurrent;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Simulation;

/// <summary>What the sessions of a home are on the disk: entries that are synced or not yet, and who holds which session.</summary>
internal sealed class DroppingDisk(TimeProvider time, SessionSync sync = SessionSync.Step)
{
    private readonly ConcurrentDictionary<SessionId, int> synced = [];
    private readonly ConcurrentDictionary<SessionId, TurnLeaseOwner> holders = [];
    private readonly ConcurrentDictionary<SessionId, TurnLeaseOwner> left = [];
    private readonly ConcurrentDictionary<SessionId, long> epochs = [];
    private readonly ConcurrentDictionary<SessionId, IReadOnlyList<long>> begun = [];
    private readonly ConcurrentDictionary<SessionId, (long LastId, int Entries)> forgotten = [];

    public MemorySessionStore Sessions { get; private set; } = new(time);

    public SessionSync Sync { get; } = sync;

    /// <summary>How many entries of a session survive a power cut.</summary>
    public int SyncedOf(SessionId session) => synced.GetValueOrDefault(session);

    public void SyncUpTo(SessionId session, int entries) => synced.AddOrUpdate(session, entries, (_, before) => Math.Max(before, entries));

    public void SyncAll()
    {
        foreach (var info in List())
            SyncUpTo(info.Id, (int)info.LastId);
    }

    /// <summary>Plants a fault: the next crash drops a session's newest entries, if they are still the newest.</summary>
    public void Forget(SessionInfo session, int entries) => forgotten[session.Id] = (session.LastId, entries);

    public TurnLeaseOwner? HolderOf(SessionId session) => holders.GetValueOrDefault(session);

    /// <summary>Takes a session for a turn.</summary>
    /// <returns>Its owner, and what a killed process left of its lease.</returns>
    public (TurnLeaseOwner Owner, TurnLeaseOwner? Left) Take(SessionId session, TurnLeaseOwner owner)
    {
        var next = epochs.AddOrUpdate(session, 1, (_, epoch) => epoch + 1);
        left.TryRemove(session, out var before);
        return (holders[session] = owner with { Epoch = next, Begun = begun.GetValueOrDefault(session) ?? [] }, before);
    }

    public void Write(SessionId session, TurnLeaseOwner owner)
    {
        holders[session] = owner;
        begun[session] = owner.Begun;
    }

    public void Release(SessionId session) => holders.TryRemove(session, out _);

    /// <summary>The process ends, and with it its locks; the current too, if the power is cut.</summary>
    /// <param name="isPowerCut">Whether what was not synced is lost.</param>
    /// <param name="random">Tells how much of it.</param>
    /// <param name="losesClaims">Plants a fault: the locks stay.</param>
    public void Crash(bool isPowerCut, Random random, bool losesClaims = false)
    {
        Sessions = new MemorySessionStore(time, Sessions, Keep);
        foreach (var info in List().Where(info => holders.ContainsKey(info.Id)))
        {
            if (losesClaims)
                _ = Sessions.OpenAsync(info.Key, default).AsTask().Result!.TakeTurnAsync(new TurnLeaseRequest("lost", TimeSpan.Zero), default).AsTask().Result;
            else
                left[info.Id] = holders[info.Id];
        }

        if (!losesClaims)
            holders.Clear();
        SyncAll();

        int Keep(SessionId session, int count) =>
            forgotten.TryGetValue(session, out var lost) && lost.LastId == count ? count - lost.Entries
            : isPowerCut ? random.Next(Math.Min(SyncedOf(session), count), count + 1) : count;
    }

    private IReadOnlyList<SessionInfo> List() => Sessions.ListAsync(default).AsTask().Result.Sessions;
}
