namespace LurkBot.Tests.Channels;

/// <summary>The published limits on what a bot writes: about one message a second per chat with short bursts, 20 a minute per group, 30 a second over all.</summary>
internal sealed class FloodLimits
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, List<DateTimeOffset>> perChat = [];
    private readonly Dictionary<long, DateTimeOffset> bans = [];
    private readonly List<DateTimeOffset> all = [];

    /// <summary>Whether limits hold.</summary>
    public bool IsOn { get; set; }

    /// <summary>How many messages may come at once to one chat.</summary>
    public int Burst { get; set; } = 5;

    public int PerMinuteInGroup { get; set; } = 20;

    public int PerSecond { get; set; } = 30;

    /// <summary>Requests that came while the bot had been told to wait.</summary>
    public int Ignored { get; private set; }

    /// <summary>The seconds that the bot must wait before this write; null when it may go.</summary>
    public int? Check(long chat, bool isGroup, DateTimeOffset now)
    {
        lock (gate)
        {
            if (!IsOn)
                return null;
            if (bans.TryGetValue(chat, out var until) && now < until)
            {
                Ignored++;
                return Seconds(until - now);
            }

            if (!perChat.TryGetValue(chat, out var sent))
                perChat[chat] = sent = [];
            sent.RemoveAll(time => now - time >= TimeSpan.FromMinutes(1));
            all.RemoveAll(time => now - time >= TimeSpan.FromSeconds(1));
            var free = Max(Free(all, PerSecond, TimeSpan.FromSeconds(1)), Max(
                Free(sent, Burst, TimeSpan.FromSeconds(Burst)),
                isGroup ? Free(sent, PerMinuteInGroup, TimeSpan.FromMinutes(1)) : DateTimeOffset.MinValue));
            if (now >= free)
            {
                sent.Add(now);
                all.Add(now);
                return null;
            }

            bans[chat] = now + TimeSpan.FromSeconds(Seconds(free - now));
            return Seconds(free - now);
        }
    }

    /// <summary>When the next write fits into a window of so many.</summary>
    private static DateTimeOffset Free(List<DateTimeOffset> sent, int count, TimeSpan window) =>
        sent.Count < count ? DateTimeOffset.MinValue : sent[^count] + window;

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static int Seconds(TimeSpan wait) => Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
}
