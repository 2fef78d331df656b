using LurkBot.Operations;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LurkBot.Doors;

/// <summary>
/// The open sessions of a process: each is opened once for all who use it, and those that no one uses are closed, the longest unused
/// first, as soon as they take too much memory or have been idle for a while. Thread-safe.
/// </summary>
/// <param name="services">What turns share.</param>
/// <param name="options">How much stays open.</param>
/// <param name="loggers">Make the loggers of the hub and of its sessions; null when nobody reads them.</param>
/// <param name="telemetry">The process's traces and metrics; null when there are none.</param>
internal sealed partial class SessionHub(AssistantServices services, SessionHubOptions options, ILoggerFactory? loggers = null, LurkBotTelemetry? telemetry = null) : IAsyncDisposable
{
    /// <summary>What an open session takes beside its history: handle, locks, plans, tools.</summary>
    private const long BytesOfOne = 16 * 1024;

    /// <summary>How often a release looks for sessions that have been idle.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly ILogger logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<SessionHub>();
    private readonly Lock gate = new();
    private readonly Dictionary<SessionKey, Slot> slots = [];
    private long taken;
    private long looked;

    /// <summary>How many sessions are open.</summary>
    public int Count
    {
        get
        {
            lock (gate)
                return slots.Count;
        }
    }

    /// <summary>Uses a session; it stays open until the use is disposed.</summary>
    /// <param name="key">The session; it need not exist yet.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="LurkBotException">It cannot be opened.</exception>
    public async ValueTask<SessionUse> UseAsync(SessionKey key, CancellationToken cancellationToken)
    {
        RefuseMemory(key);
        Slot slot;
        lock (gate)
        {
            if (!slots.TryGetValue(key, out slot!))
                slots[key] = slot = new Slot(key, Task.Run(() => OpenAsync(key), CancellationToken.None));
            slot.Uses++;
        }

        try
        {
            return new SessionUse(await slot.Opening.WaitAsync(cancellationToken), slot.Turns, () => ReleaseAsync(slot));
        }
        catch
        {
            lock (gate)
            {
                slot.Uses--;
                if (slot.Opening.IsFaulted && slots.GetValueOrDefault(key) == slot)
                    slots.Remove(key);
            }

            throw;
        }
    }

    /// <summary>Closes what no one uses and has been idle, or is too much.</summary>
    /// <returns>When they are closed.</returns>
    public async ValueTask TrimAsync()
    {
        List<Slot> closed = [];
        lock (gate)
        {
            var now = looked = services.Time.GetTimestamp();
            // Some room at once, so that not each use has to look at all.
            var most = taken > options.MemoryBudget ? options.MemoryBudget / 10 * 9 : options.MemoryBudget;
            foreach (var (key, slot) in slots.Where(pair => pair.Value is { Uses: 0, Opening.IsCompletedSuccessfully: true }).OrderBy(pair => pair.Value.LastUse).ToList())
            {
                if (taken <= most && services.Time.GetElapsedTime(slot.LastUse, now) < options.IdleAfter)
                    break;
                Weigh(slot, 0);
                slots.Remove(key);
                closed.Add(slot);
            }
        }

        foreach (var slot in closed)
            await CloseAsync(slot);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        List<Slot> all;
        lock (gate)
        {
            all = [.. slots.Values];
            slots.Clear();
            taken = 0;
        }

        foreach (var slot in all)
        {
            await slot.Opening.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (slot.Opening.IsCompletedSuccessfully)
                await CloseAsync(slot);
        }
    }

    /// <summary>What is remembered of people is kept in sessions that no one talks in.</summary>
    /// <param name="key">A session.</param>
    /// <exception cref="LurkBotException">It is one of them.</exception>
    public static void RefuseMemory(SessionKey key)
    {
        if (key.Channel is SessionKey.MemoryChannel)
            throw new UnknownSessionException($"{key} holds what is remembered; no one talks there. To see it, run: lurkbot memory list", ErrorKind.Refused);
    }

    private async Task<SessionOperations> OpenAsync(SessionKey key)
    {
        var session = await SessionOperations.OpenAsync(services, key, options.Stream, CancellationToken.None, loggers?.CreateLogger<SessionOperations>());
        telemetry?.SessionOpened(key);
        LogOpened(session.Info?.Id, key.Channel);
        return session;
    }

    private async Task CloseAsync(Slot slot)
    {
        var session = await slot.Opening;
        telemetry?.SessionClosed(session.Key);
        LogClosed(session.Info?.Id, session.Key.Channel);
        await session.DisposeAsync();
    }

    private void Weigh(Slot slot, long bytes)
    {
        taken += bytes - slot.Bytes;
        slot.Bytes = bytes;
    }

    /// <summary>After each use, with thousands open: only what was used is weighed, and all are looked at only when some may have to go.</summary>
    private async ValueTask ReleaseAsync(Slot slot)
    {
        bool isDue;
        lock (gate)
        {
            slot.Uses--;
            slot.LastUse = services.Time.GetTimestamp();
            if (slots.GetValueOrDefault(slot.Key) == slot)
                Weigh(slot, BytesOfOne + slot.Opening.Result.RetainedBytes);
            isDue = taken > options.MemoryBudget || services.Time.GetElapsedTime(looked, slot.LastUse) >= LookEvery;
        }

        if (isDue)
            await TrimAsync();
    }

    private sealed class Slot(SessionKey key, Task<SessionOperations> opening)
    {
        public SessionKey Key { get; } = key;

        public Task<SessionOperations> Opening { get; } = opening;

        /// <summary>One turn of the process at a time.</summary>
        public SemaphoreSlim Turns { get; } = new(1, 1);

        public int Uses { get; set; }

        /// <summary>Roughly the memory that it takes, as of its last use.</summary>
        public long Bytes { get; set; }

        public long LastUse { get; set; }
    }
}
