using System.Globalization;

namespace LurkBot.Text;

/// <summary>Counts in sentences.</summary>
internal static class Plural
{
    /// <summary>A measure and its unit: <c>1 second</c>, <c>1.5 seconds</c>; at most three decimals.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for others; null puts an s behind the word for one.</param>
    public static string Of(double count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0.###} {(Math.Abs(Math.Round(count, 3) - 1) < 0.0001 ? one : many ?? one + "s")}");

    /// <summary>A number and what is counted: <c>1 session</c>, <c>2,000 sessions</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="one">The word for one.</param>
    /// <param name="many">The word for others; null puts an s behind the word for one.</param>
    public static string Of(long count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? one : many ?? one + "s")}");
}
