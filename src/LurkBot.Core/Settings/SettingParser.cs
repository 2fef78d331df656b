using System.Globalization;
using LurkBot.Text;

namespace LurkBot.Settings;

/// <summary>Parses the texts of settings. Each method sets what it read, and returns whether the text is accepted.</summary>
internal static class SettingParser
{
    /// <summary>Parses a whole number within a range.</summary>
    public static bool Number(string text, int minimum, int maximum, Action<int> set) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum && Set(value, set);

    /// <summary>Parses a number of seconds within a range.</summary>
    public static bool Seconds(string text, long minimum, long maximum, Action<TimeSpan> set) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= minimum && value <= maximum && Set(TimeSpan.FromSeconds(value), set);

    /// <summary>Parses a size in bytes within a range.</summary>
    public static bool Size(string text, long minimum, long maximum, Action<long> set) =>
        ByteSize.TryParse(text, out var bytes) && bytes >= minimum && bytes <= maximum && Set(bytes, set);

    /// <summary>Parses true or false, also as 1, yes and on, or 0, no and off; letter case does not matter.</summary>
    public static bool Boolean(string text, Action<bool> set) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "YES" or "ON" => Set(true, set),
        "FALSE" or "0" or "NO" or "OFF" => Set(false, set),
        _ => false,
    };

    /// <summary>Parses the name of an enumeration's value; letter case does not matter.</summary>
    public static bool Choice<T>(string text, Action<T> set)
        where T : struct, Enum => !char.IsAsciiDigit(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) && Set(value, set);

    /// <summary>Takes a key that goes into a header, which holds printable ASCII only.</summary>
    public static bool Key(string text, Action<string> set) => !text.AsSpan().ContainsAnyExceptInRange('!', '~') && Set(text, set);

    /// <summary>Parses an http or https address.</summary>
    public static bool Address(string text, Action<Uri> set) =>
        Uri.TryCreate(text, UriKind.Absolute, out var value) && value.Scheme is "http" or "https" && Set(value, set);

    /// <summary>Makes a path absolute; <c>~</c> at its beginning is the user's home.</summary>
    public static string FullPath(string path) => Path.GetFullPath(path is "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? UserHome.Find(Environment.GetEnvironmentVariable("HOME")).Folder + path[1..]
        : path);

    /// <summary>Sets a value that is accepted.</summary>
    public static bool Set<T>(T value, Action<T> set)
    {
        set(value);
        return true;
    }
}
