using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

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
    private readonly Dictionary<SessionKey, Errand> errands = [];

    /// <summary>Cancelled when the process ends as soon as nothing runs any more.</summary>
    private readonly CancellationTokenSource leaving = new();

    /// <summary>Cancelled when nothing is waited for any more.</summary>
    private readonly CancellationTokenSource ended = new();

    /// <summary>Has a message answered; returns at once.</summary>
    /// <param name="key">The session.</param>
    /// <param name="message">The message.</param>
    public void Begin(SessionKey key, long message)
    {
        lock (gate)
        {
            if (ended.IsCancellationRequested)
                return;
            if (errands.TryGetValue(key, out var known))
                (known.Through, known.Begins) = (Math.Max(known.Through, message), known.Begins + 1);
            else
            {
                var errand = errands[key] = new Errand { Through = message };
                errand.Task = Task.Run(() => RunAsync(key, errand), CancellationToken.None);
            }
        }
    }

    /// <summary>Ends what is done for sessions: a turn that runs is stopped; what no model has heard waits for the next run.</summary>
    /// <param name="key">The session; null for all, now and from here on.</param>
    /// <param name="why">Why, in a sentence; null where the user stops it.</param>
    /// <returns>When it has ended, or did not end within five seconds.</returns>
    public async Task EndAsync(SessionKey? key, string? why)
    {
        List<Errand> meant;
        lock (gate)
        {
            meant = [.. errands.Where(errand => key is null || errand.Key == key).Select(errand => errand.Value)];
            foreach (var errand in meant)
                errand.Why ??= why;
            if (key is null)
                ended.Cancel();
        }

        foreach (var errand in meant)
            await errand.Ended.CancelAsync();
        await WaitAsync([.. meant.Select(errand => errand.Task)]);
    }

    /// <summary>Waits for those under way; where another process has the session, or a person is asked, its message waits for the next run.</summary>
    public async ValueTask DisposeAsync()
    {
        if (assistant.Runs is null)
            await leaving.CancelAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(closing, ended.Token);
        while (true)
        {
            Task[] open;
            lock (gate)
                open = [.. errands.Values.Select(errand => errand.Task)];
            if (open.Length == 0)
                return;
            // What they ask of other sessions begins before they end. A process that closes waits for the turns under way alone, and not for long.
            await Task.WhenAny(Task.WhenAll(open), Task.Delay(Timeout.InfiniteTimeSpan, time, over.Token));
            if (over.IsCancellationRequested)
            {
                await WaitAsync(open);
                return;
            }
        }
    }

    private async Task WaitAsync(Task[] open) => await Task.WhenAny(Task.WhenAll(open), Task.Delay(LongestPause, time, CancellationToken.None));

    private async Task RunAsync(SessionKey key, Errand errand)
    {
        var (began, pause) = (time.GetTimestamp(), FirstPause);
        using var awake = CancellationTokenSource.CreateLinkedTokenSource(closing, leaving.Token, errand.Ended.Token);
        var request = DoorRequest.Default with { WhyLeft = () => errand.Why };
        while (true)
        {
            int begins;
            lock (gate)
                begins = errand.Begins;
            var (isLast, isStuck) = (leaving.IsCancellationRequested, true);
            try
            {
                await foreach (var update in assistant.Runs?.Invoke(key) ?? assistant.RunAsync(key, upTo: null, request, errand.Ended.Token))
                {
                    pause = FirstPause;
                    isStuck &= update is not TurnUpdate.Ended;
                }
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
            if (closing.IsCancellationRequested || errand.Ended.IsCancellationRequested || (assistant.Runs is null && (isLate || (isLast && isStuck))))
            {
                lock (gate)
                    errands.Remove(key);
                return;
            }

            if (!await IsWaitingAsync(key, errand, begins))
                return;
            await Task.Delay(pause, time, awake.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var longest = isLate ? LatePause : LongestPause;
            pause = pause * 2 > longest ? longest : pause * 2;
        }
    }

    /// <summary>Whether a message that was begun still waits, or was begun again meanwhile, as after an approval; when none does, the errand is over.</summary>
    private async Task<bool> IsWaitingAsync(SessionKey key, Errand errand, int begins)
    {
        while (true)
        {
            long through;
            lock (gate)
                through = errand.Through;
            var info = await FindAsync(key);
            if (info?.Turns?.Pending.Any(id => id <= through) == true)
                return true;
            lock (gate)
            {
                if (errand.Begins != begins)
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

    private sealed class Errand
    {
        public long Through { get; set; }

        public int Begins { get; set; }

        public Task Task { get; set; } = Task.CompletedTask;

        public CancellationTokenSource Ended { get; } = new();

        public string? Why { get; set; }
    }
}
