using System.Globalization;

namespace LurkBot.Tests.Channels;

/// <summary>Ids as Discord makes them: the milliseconds since 2015 and a counter. They are strings everywhere, as in its JSON.</summary>
internal sealed class Snowflakes(TimeProvider time)
{
    private const long Epoch = 1_420_070_400_000;

    private ulong last;

    public string Next()
    {
        var now = (ulong)(time.GetUtcNow().ToUnixTimeMilliseconds() - Epoch) << 22;
        last = now > last ? now : last + 1;
        return last.ToString(CultureInfo.InvariantCulture);
    }

    public static bool IsValid(string? id) => ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    public static int Compare(string one, string other) =>
        ulong.Parse(one, NumberStyles.None, CultureInfo.InvariantCulture).CompareTo(ulong.Parse(other, NumberStyles.None, CultureInfo.InvariantCulture));

    public static DateTimeOffset TimeOf(string id) =>
        DateTimeOffset.FromUnixTimeMilliseconds((long)(ulong.Parse(id, NumberStyles.None, CultureInfo.InvariantCulture) >> 22) + Epoch);

    /// <summary>A time as Discord writes it.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'", CultureInfo.InvariantCulture);
}
