using System.Globalization;
using LurkBot.Models;

namespace LurkBot.Commands;

/// <summary>Windows and prices as people read them.</summary>
internal static class ModelText
{
    /// <summary>A window in tokens; <c>~</c> stands before a guess.</summary>
    public static string Window(ModelInfo info) => string.Create(CultureInfo.InvariantCulture, $"{(info.IsWindowAssumed ? "~" : "")}{info.Window:#,0}");

    /// <summary>Dollars for a million tokens in and out; <c>from</c> stands before one that grows with the request.</summary>
    public static string Price(ModelInfo info) => info.Price switch
    {
        null => "unknown",
        { Input: 0, Output: 0 } => "free",
        var price => $"{(price.WhenLong is null ? "" : "from ")}{Dollars(price.Input)} / {Dollars(price.Output)}",
    };

    private static string Dollars(decimal value) => "$" + value.ToString(value * 100 % 1 == 0 ? "0.00" : "0.####", CultureInfo.InvariantCulture);
}
