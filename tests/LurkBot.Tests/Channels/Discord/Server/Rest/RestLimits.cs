using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LurkBot.Tests.Channels;

/// <summary>The rate limits: a bucket per route and top-level resource, one for all requests of a bot, and the count of invalid requests.</summary>
internal sealed class RestLimits(DiscordWorld world)
{
    private readonly Dictionary<string, (int Count, TimeSpan Window)> sizes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Bucket, string Major), (int Used, DateTimeOffset Reset)> used = [];
    private readonly List<DateTimeOffset> invalid = [];
    private readonly List<DateTimeOffset> all = [];

    /// <summary>Whether buckets run out. The headers come in any case.</summary>
    public bool IsOn { get; set; }

    /// <summary>Requests in a second over all routes.</summary>
    public int PerSecond { get; set; } = 50;

    /// <summary>Answers with 401, 403 or 429 within ten minutes that end in a ban.</summary>
    public int InvalidLimit { get; set; } = 10_000;

    public int Invalid => invalid.Count;

    /// <summary>Requests that came while the bot had been told to wait.</summary>
    public int Ignored { get; private set; }

    /// <summary>Whether the host is banned.</summary>
    public bool IsBanned
    {
        get
        {
            invalid.RemoveAll(time => world.Now - time >= TimeSpan.FromMinutes(10));
            return invalid.Count >= InvalidLimit;
        }
    }

    /// <summary>Sets the size of the bucket of a route, such as "POST /channels/{channel}/messages".</summary>
    public void Set(string route, int count, TimeSpan window)
    {
        lock (world.Gate)
            sizes[route] = (count, window);
    }

    /// <summary>Forgets what was used.</summary>
    public void Clear()
    {
        lock (world.Gate)
        {
            used.Clear();
            all.Clear();
        }
    }

    public void CountInvalid() => invalid.Add(world.Now);

    /// <summary>Takes one request from its bucket, and tells the headers. Refuses when the bucket was empty.</summary>
    public RestRefusal? Take(string route, string major, bool isGlobal, IDictionary<string, string> headers)
    {
        var (count, window) = sizes.GetValueOrDefault(route, Default(route));
        var bucket = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(route)))[..32];
        var now = world.Now;
        if (!used.TryGetValue((bucket, major), out var state) || now >= state.Reset)
            state = (0, now + window);
        var isOut = IsOn && state.Used >= count;
        if (!isOut)
            used[(bucket, major)] = state = (IsOn ? state.Used + 1 : 1, state.Reset);
        var wait = (state.Reset - now).TotalSeconds;
        headers["X-RateLimit-Limit"] = Text(count);
        headers["X-RateLimit-Remaining"] = Text(Math.Max(IsOn ? 0 : 1, count - state.Used));
        headers["X-RateLimit-Reset"] = Text(state.Reset.ToUnixTimeMilliseconds() / 1000.0);
        headers["X-RateLimit-Reset-After"] = Text(Math.Round(wait, 3));
        headers["X-RateLimit-Bucket"] = bucket;
        if (isOut)
        {
            Ignored++;
            return RestRefusal.RateLimited(wait);
        }

        all.RemoveAll(time => now - time >= TimeSpan.FromSeconds(1));
        if (IsOn && isGlobal && all.Count >= PerSecond)
            return RestRefusal.RateLimited((all[0] + TimeSpan.FromSeconds(1) - now).TotalSeconds, isGlobal: true);
        if (isGlobal)
            all.Add(now);
        return null;
    }

    // Seen in headers of the real server; clients must not count on them.
    private static (int Count, TimeSpan Window) Default(string route) => route switch
    {
        "POST /channels/{channel}/messages" or "PATCH /channels/{channel}/messages/{message}" or "POST /channels/{channel}/typing" => (5, TimeSpan.FromSeconds(5)),
        "PUT /channels/{channel}/messages/{message}/reactions/{emoji}/@me" => (1, TimeSpan.FromMilliseconds(250)),
        _ => (10, TimeSpan.FromSeconds(10)),
    };

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
