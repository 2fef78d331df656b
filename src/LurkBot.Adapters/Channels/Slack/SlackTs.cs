using System.Globalization;

namespace LurkBot.Channels;

/// <summary>The ids of messages: seconds and a number within them. They order the messages of a channel, and are never read as one number (CHANNELS S12). Pure.</summary>
internal static class SlackTs
{
    /// <summary>Whether a text is one.</summary>
    /// <param name="text">The text.</param>
    public static bool IsValid(string? text) => text is { Length: > 2 and <= 32 } && text.IndexOf('.', StringComparison.Ordinal) is > 0 and <= 12 and var dot && dot < text.Length - 1
        && text.AsSpan(0, dot).IndexOfAnyExceptInRange('0', '9') < 0 && text.AsSpan(dot + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>When it was.</summary>
    /// <param name="ts">A valid one.</param>
    public static DateTimeOffset TimeOf(string ts)
    {
        var dot = ts.IndexOf('.', StringComparison.Ordinal);
        var seconds = Math.Min(long.Parse(ts.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture), DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 1);
        var fraction = ts.AsSpan(dot + 1);
        var micro = int.Parse(fraction[..Math.Min(6, fraction.Length)], NumberStyles.None, CultureInfo.InvariantCulture);
        for (var i = fraction.Length; i < 6; i++)
            micro *= 10;
        return DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(micro * TimeSpan.TicksPerMicrosecond);
    }

    /// <summary>One for a time: nothing that was written before it has a higher one.</summary>
    /// <param name="time">The time.</param>
    public static string At(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{time.ToUnixTimeSeconds()}.{time.Ticks % TimeSpan.TicksPerSecond / TimeSpan.TicksPerMicrosecond:000000}");

    /// <summary>Compares two.</summary>
    /// <returns>Below zero when the first is earlier.</returns>
    public static int Compare(string one, string other)
    {
        var (dot, otherDot) = (one.IndexOf('.', StringComparison.Ordinal), other.IndexOf('.', StringComparison.Ordinal));
        return dot != otherDot ? dot.CompareTo(otherDot) : string.CompareOrdinal(one, other);
    }

    /// <summary>The later of two.</summary>
    public static string Later(string? one, string other) => one is not null && Compare(one, other) > 0 ? one : other;
}
