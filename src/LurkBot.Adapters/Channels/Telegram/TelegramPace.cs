namespace LurkBot.Channels;

/// <summary>Keeps to Telegram's published pace, and to the letter to what it asked for (CHANNELS T65, T66): what comes too soon waits, nothing is dropped. Thread-safe.</summary>
/// <param name="time">The clock.</param>
/// <param name="isKept">Whether the published pace is kept to; what was asked for always is.</param>
internal sealed class TelegramPace(TimeProvider time, bool isKept = true)
{
    private const int KeptChats = 4096, PerMinute = 19;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly (int Count, TimeSpan Within)
        All = (28, TimeSpan.FromSeconds(1)),
        OneChat = (4, TimeSpan.FromSeconds(4)),
        OneGroup = (PerMinute, Minute);

    private readonly SteadyTime steady = new(time);
    private readonly Lock gate = new();
    private readonly Queue<DateTimeOffset> all = new();
    private readonly Dictionary<long, List<DateTimeOffset>> chats = [];
    private readonly Dictionary<long, DateTimeOffset> floods = [];

    /// <summary>Until when Telegram wants nothing for a chat; null for no such wish.</summary>
    /// <param name="chat">The chat.</param>
    public TimeSpan? FloodOf(long chat)
    {
        lock (gate)
        {
            if (!floods.TryGetValue(chat, out var until))
                return null;
            var left = until - steady.GetUtcNow();
            if (left > TimeSpan.Zero)
                return left;
            floods.Remove(chat);
            return null;
        }
    }

    /// <summary>Telegram wants nothing for a chat for a while.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="after">How long.</param>
    /// <returns>Until when, as the clock shows it.</returns>
    public DateTimeOffset Flood(long chat, TimeSpan after)
    {
        lock (gate)
            floods[chat] = steady.GetUtcNow() + after;
        return time.GetUtcNow() + after;
    }

    /// <summary>Takes the next place of a chat, in order, and waits for it.</summary>
    /// <param name="chat">The chat; below zero for a group.</param>
    /// <param name="longest">A place that is further away is not taken.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null once it has its place; else how long it is to the next one.</returns>
    public async ValueTask<TimeSpan?> WaitAsync(long chat, TimeSpan longest, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (gate)
        {
            var now = steady.GetUtcNow();
            wait = Free(chat, now) - now;
            if (wait > longest)
                return wait;
            Take(chat, now);
        }

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, steady, cancellationToken);
        return null;
    }

    /// <summary>Takes a place of a chat if there is one now.</summary>
    /// <param name="chat">The chat.</param>
    /// <returns>False when it would have to wait.</returns>
    public bool TryTake(long chat)
    {
        lock (gate)
        {
            var now = steady.GetUtcNow();
            if (Free(chat, now) > now)
                return false;
            Take(chat, now);
            return true;
        }
    }

    private void Take(long chat, DateTimeOffset now)
    {
        var at = Free(chat, now);
        if (!chats.TryGetValue(chat, out var taken))
        {
            if (chats.Count >= KeptChats)
                Forget(now);
            chats[chat] = taken = [];
        }

        taken.RemoveAll(earlier => earlier <= now - Minute || earlier > now + Minute + Minute);
        taken.Add(at);
        all.Enqueue(at);
        while (all.Count > All.Count)
            all.Dequeue();
    }

    /// <summary>When the chat's next place is free.</summary>
    private DateTimeOffset Free(long chat, DateTimeOffset now)
    {
        var at = now;
        if (!isKept)
            return at;
        if (all.Count >= All.Count)
            at = Later(at, all.Peek() + All.Within, now);
        if (chats.TryGetValue(chat, out var taken))
        {
            // What was taken for later keeps its order.
            at = Later(at, taken.Count == 0 ? now : taken[^1], now);
            at = Later(at, Window(taken, OneChat), now);
            at = Later(at, chat < 0 ? Window(taken, OneGroup) : now, now);
        }

        return at;
    }

    private static DateTimeOffset Window(List<DateTimeOffset> taken, (int Count, TimeSpan Within) limit) =>
        taken.Count < limit.Count ? DateTimeOffset.MinValue : taken[^limit.Count] + limit.Within;

    /// <summary>The later of two times; a clock that was put back makes nothing wait for long.</summary>
    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other, DateTimeOffset now) => other > one && other < now + Minute + Minute ? other : one;

    private void Forget(DateTimeOffset now)
    {
        foreach (var (chat, taken) in chats.ToList())
        {
            if (taken.Count == 0 || taken[^1] <= now - Minute)
                chats.Remove(chat);
        }
    }
}
