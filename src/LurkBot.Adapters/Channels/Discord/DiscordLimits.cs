using System.Globalization;
using System.Net.Http.Headers;

namespace LurkBot.Channels;

/// <summary>
/// Keeps to Discord's rate limits: those of buckets, as its headers tell them, that of all requests together, and the number of refused requests after which
/// Discord bans the whole machine (CHANNELS D17 to D19). Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class DiscordLimits(TimeProvider time)
{
    /// <summary>Discord allows 50 in a second.</summary>
    private const int PerSecond = 45;

    /// <summary>Discord bans after 10,000 in ten minutes, of all programs of the machine together.</summary>
    private const int MostInvalid = 2_000;

    private const int KeptBuckets = 4096;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), InvalidWithin = TimeSpan.FromMinutes(10);

    /// <summary>How long a bucket is taken to last until an answer tells: without one, as while the network is down, it fills again too.</summary>
    private static readonly TimeSpan Untold = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<string, string> buckets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Bucket> states = new(StringComparer.Ordinal);
    private readonly Queue<DateTimeOffset> all = new();
    private readonly Queue<DateTimeOffset> invalid = new();
    private DateTimeOffset allFrom;

    /// <summary>Takes a place for a request.</summary>
    /// <param name="route">Its route.</param>
    /// <returns>Null when it may be made now; else how long until that is worth another try.</returns>
    public TimeSpan? Take(DiscordRoute route)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            while (invalid.TryPeek(out var first) && (first <= now - InvalidWithin || first > now))
                invalid.Dequeue();
            if (invalid.Count >= MostInvalid)
                return invalid.Peek() + InvalidWithin - now;
            if (!route.IsInteraction && Soonest(now) is { } busy)
                return busy;
            if (states.TryGetValue(KeyOf(route), out var state))
            {
                if (state.Resets <= now)
                    (state.Left, state.Resets) = (state.Limit, now + Untold);
                if (state.Left <= 0)
                    return Positive(state.Resets - now);
                state.Left--;
            }

            if (!route.IsInteraction)
                all.Enqueue(now);
            return null;
        }
    }

    /// <summary>Takes note of the headers of an answer.</summary>
    /// <param name="route">The route.</param>
    /// <param name="headers">The headers.</param>
    public void Note(DiscordRoute route, HttpResponseHeaders headers)
    {
        if (Text(headers, "X-RateLimit-Bucket") is not { Length: > 0 } bucket || Number(headers, "X-RateLimit-Limit") is not { } limit || Number(headers, "X-RateLimit-Remaining") is not { } left || Number(headers, "X-RateLimit-Reset-After") is not { } after)
            return;
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (states.Count >= KeptBuckets)
                Forget(now);
            buckets[route.Name] = bucket;
            var key = KeyOf(route);
            var resets = now + TimeSpan.FromSeconds(Math.Clamp(after, 0, 86_400));
            // What is under way in the same time was counted here and not there yet.
            var isSameTime = states.TryGetValue(key, out var known) && known.Resets > now;
            states[key] = new Bucket { Limit = Math.Max(1, (int)limit), Left = isSameTime ? Math.Min(known!.Left, (int)left) : (int)left, Resets = resets };
        }
    }

    /// <summary>Discord wants us to wait.</summary>
    /// <param name="route">The route.</param>
    /// <param name="after">How long.</param>
    /// <param name="isGlobal">Whether with everything.</param>
    /// <returns>Until when.</returns>
    public DateTimeOffset Flood(DiscordRoute route, TimeSpan after, bool isGlobal)
    {
        lock (gate)
        {
            var until = time.GetUtcNow() + after;
            if (isGlobal)
                allFrom = until > allFrom ? until : allFrom;
            else
                states[KeyOf(route)] = new Bucket { Limit = states.TryGetValue(KeyOf(route), out var known) ? known.Limit : 1, Left = 0, Resets = until };
            return until;
        }
    }

    /// <summary>Discord counts a request among those that it refused.</summary>
    public void CountInvalid()
    {
        lock (gate)
            invalid.Enqueue(time.GetUtcNow());
    }

    private TimeSpan? Soonest(DateTimeOffset now)
    {
        if (allFrom > now)
            return allFrom - now;
        while (all.TryPeek(out var first) && (first <= now - Second || first > now))
            all.Dequeue();
        return all.Count >= PerSecond ? Positive(all.Peek() + Second - now) : null;
    }

    private string KeyOf(DiscordRoute route) => $"{buckets.GetValueOrDefault(route.Name, route.Name)} {route.Major}";

    private void Forget(DateTimeOffset now)
    {
        foreach (var (key, state) in states.ToList())
        {
            if (state.Resets <= now)
                states.Remove(key);
        }
    }

    private static TimeSpan Positive(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(1);

    private static string? Text(HttpResponseHeaders headers, string name) => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static double? Number(HttpResponseHeaders headers, string name) =>
        double.TryParse(Text(headers, name), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private sealed class Bucket
    {
        public int Limit { get; init; }

        public int Left { get; set; }

        public DateTimeOffset Resets { get; set; }
    }
}
