using System.Globalization;

namespace LurkBot.Text;

/// <summary>Sizes as people write them: <c>512m</c>, <c>1g</c>, or bytes; k, m, g and t are powers of 1024.</summary>
internal static class ByteSize
{
    /// <summary>Reads a size.</summary>
    /// <param name="text">The text; letter case does not matter.</param>
    /// <param name="bytes">The size in bytes, 1 to 2^63-1.</param>
    /// <returns>Whether the text is a size.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        if (text.Length == 0)
            return false;
        var shift = char.ToLowerInvariant(text[^1]) switch
        {
            'k' => 10,
            'm' => 20,
            'g' => 30,
            't' => 40,
            _ => 0,
        };
        if (!long.TryParse(shift == 0 ? text : text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1 || number > long.MaxValue >> shift)
            return false;
        bytes = number << shift;
        return true;
    }

    /// <summary>Writes a size for people, such as <c>1.5 MB</c>.</summary>
    /// <param name="bytes">The size in bytes.</param>
    /// <returns>At most one digit behind the point.</returns>
    public static string Format(long bytes)
    {
        string[] units = ["bytes", "KB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < units.Length - 1; unit++)
            value /= 1024;
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }
}
