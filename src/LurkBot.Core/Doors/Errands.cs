using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Doors;

/// <summary>
/// Has messages answered that no door waits for, such as those of other sessions and of schedules: each session's one after the other, sessions beside each other, and
/// again and again while another turn holds the session. Thread-safe.
/// </summary>
/// <param name="assistant">Answers.</param>
/// <param name="store">The sessions.</param>
/// <param name="time">The clock.</param>
/// <param name="closing">Cancelled when no new turn may begin.</param>
internal sealed class Errands(Assistant assistant, ISessionStore store, TimeProvider time, CancellationToken closing) : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100), LongestPause = TimeSpan.FromSeconds(5), Patience = TimeSpan.FromMinutes(10), LatePause = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private readonly Dictionary<SessionKey, (long Through, int Begins, Task Task)> errands = [];

    /// <summary>Has a message answered; returns at once.</summary>
    /// <param name="key">The session.</param>
    /// <param name="message">The message.</param>
    public void Begin(SessionKey key, long message)
    {
        lock (gate)
        {
            if (errands.TryGetValue(key, out var known))
                errands[key] = known with { Through = Math.Max(known.Through, message), Begins = known.Begins + 1 };
            else
                errands[key] = (message, 0, Task.Run(() => RunAsync(key), CancellationToken.None));
        }
    }

    /// <summary>Waits for those under way.</summary>
    public async ValueTask DisposeAsync()
    {
        while (true)
        {
            Task[] open;
            lock (gate)
                open = [.. errands.Values.Select(errand => errand.Task)];
            if (open.Length == 0)
                return;
            // What they ask of other sessions begins before they end. A process that closes waits for the turns under way alone, and not for long.
            await Task.WhenAny(Task.WhenAll(open), Task.Delay(Timeout.InfiniteTimeSpan, time, closing));
            if (closing.IsCancellationRequested)
            {
                await Task.WhenAny(Task.WhenAll(open), Task.Delay(LongestPause, time, CancellationToken.None));
                return;
            }
        }
    }

    private async Task RunAsync(SessionKey key)
    {
        var (began, pause) = (time.GetTimestamp(), FirstPause);
        while (true)
        {
            int begins;
            lock (gate)
                begins = errands[key].Begins;
            try
            {
                await foreach (var _ in assistant.Runs?.Invoke(key) ?? assistant.RunAsync(key, upTo: null, DoorRequest.Default, CancellationToken.None))
                    pause = FirstPause;
            }
            catch (LurkBotException)
            {
                // The session is busy, its model cannot be had, the process ends: the message stays, and is answered later.
            }
#pragma warning disable CA1031 // The errand's boundary: no one waits for it, and what it was about stays in its session.
            catch (Exception)
#pragma warning restore CA1031
            {
                // As above.
            }

            var isLate = time.GetElapsedTime(began) >= Patience;
            // A server goes on for as long as it runs; another process would never end.
            if (closing.IsCancellationRequested || (isLate && assistant.Runs is null))
            {
                lock (gate)
                    errands.Remove(key);
                return;
            }

            if (!await IsWaitingAsync(key, begins))
                return;
            await Task.Delay(pause, time, closing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var longest = isLate ? LatePause : LongestPause;
            pause = pause * 2 > longest ? longest : pause * 2;
        }
    }

    /// <summary>Whether a message that was begun still waits, or was begun again meanwhile, as after an approval; when none does, the errand is over.</summary>
    private async Task<bool> IsWaitingAsync(SessionKey key, int begins)
    {
        while (true)
        {
            long through;
            lock (gate)
                through = errands[key].Through;
            var info = await FindAsync(key);
            if (info?.Turns?.Pending.Any(id => id <= through) == true)
                return true;
            lock (gate)
            {
                if (errands[key].Begins != begins)
                    return true;
                errands.Remove(key);
                return false;
            }
        }
    }

    private async ValueTask<SessionInfo?> FindAsync(SessionKey key)
    {
        try
        {
            return await store.FindAsync(key, CancellationToken.None);
        }
        catch (LurkBotException)
        {
            return null;
        }
    }
}
