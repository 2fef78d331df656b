using System.Collections.Concurrent;

namespace LurkBot.Channels;

/// <summary>How long Slack wants a method not to be called; others go on (CHANNELS S25). Thread-safe.</summary>
/// <param name="time">The clock.</param>
internal sealed class SlackLimits(TimeProvider time)
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> until = new(StringComparer.Ordinal);

    /// <summary>Until when nothing is sent for the method that must wait longest; null for none.</summary>
    public DateTimeOffset? Latest
    {
        get
        {
            var now = time.GetUtcNow();
            DateTimeOffset? latest = null;
            foreach (var (_, end) in until)
                latest = end > now && (latest is null || end > latest) ? end : latest;
            return latest;
        }
    }

    /// <summary>How long a method must wait.</summary>
    /// <param name="method">The method.</param>
    /// <returns>Null for not at all.</returns>
    public TimeSpan? Left(string method)
    {
        if (!until.TryGetValue(method, out var end))
            return null;
        var left = end - time.GetUtcNow();
        if (left > TimeSpan.Zero)
            // A delay of less than a millisecond is none.
            return left > Least ? left : Least;
        until.TryRemove(KeyValuePair.Create(method, end));
        return null;
    }

    /// <summary>Slack wants a method not to be called for a while.</summary>
    /// <param name="method">The method.</param>
    /// <param name="after">How long.</param>
    public void Wait(string method, TimeSpan after) => until[method] = time.GetUtcNow() + after;
}
