using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LurkBot.Channels;

/// <summary>An id of Discord's: its upper bits are the time at which it was made, so that ids order what they name (CHANNELS D16).</summary>
/// <param name="Value">The number.</param>
[JsonConverter(typeof(SnowflakeConverter))]
internal readonly record struct Snowflake(ulong Value) : IComparable<Snowflake>
{
    private const long Epoch = 1_420_070_400_000;
    private const int TimeShift = 22;

    /// <summary>When it was made.</summary>
    public DateTimeOffset At => DateTimeOffset.FromUnixTimeMilliseconds((long)(Value >> TimeShift) + Epoch);

    public static bool operator <(Snowflake left, Snowflake right) => left.Value < right.Value;

    public static bool operator >(Snowflake left, Snowflake right) => left.Value > right.Value;

    public static bool operator <=(Snowflake left, Snowflake right) => left.Value <= right.Value;

    public static bool operator >=(Snowflake left, Snowflake right) => left.Value >= right.Value;

    /// <summary>The lowest id of a time.</summary>
    /// <param name="at">The time; what lies before Discord's first day counts as that day.</param>
    public static Snowflake From(DateTimeOffset at) => new((ulong)Math.Max(0, at.ToUnixTimeMilliseconds() - Epoch) << TimeShift);

    /// <summary>Reads an id.</summary>
    /// <param name="text">Digits.</param>
    /// <returns>Null when it is not one; zero names nothing.</returns>
    public static Snowflake? TryParse(string? text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? new Snowflake(value) : null;

    /// <summary>The id in a field.</summary>
    /// <param name="data">What has the field.</param>
    /// <param name="field">The field.</param>
    /// <returns>Null when there is none.</returns>
    public static Snowflake? In(JsonElement data, string field)
    {
        try
        {
            return data.ValueKind == JsonValueKind.Object && data.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? TryParse(value.GetString()) : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is not text.
            return null;
        }
    }

    /// <inheritdoc/>
    public int CompareTo(Snowflake other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
