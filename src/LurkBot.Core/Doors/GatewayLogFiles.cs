namespace LurkBot.Doors;

/// <summary>The files of a gateway's log in its home, oldest first by name.</summary>
internal static class GatewayLogFiles
{
    /// <summary>The folder in the home.</summary>
    public const string Folder = "logs";

    /// <summary>How their names begin; the day comes then, and a number where a day has several.</summary>
    public const string Start = "gateway-";

    /// <summary>How their names end.</summary>
    public const string End = ".log";

    /// <summary>The files of a home, oldest first.</summary>
    /// <param name="home">The home folder; absolute.</param>
    public static IReadOnlyList<string> Find(string home)
    {
        var folder = Path.Combine(home, Folder);
        return Directory.Exists(folder) ? [.. Directory.GetFiles(folder, Start + "*" + End).OrderBy(DayOf, StringComparer.Ordinal).ThenBy(NumberOf)] : [];
    }

    private static string DayOf(string path) => Path.GetFileNameWithoutExtension(path).Split('_')[0];

    private static int NumberOf(string path) => Path.GetFileNameWithoutExtension(path).Split('_') is [_, var number] && int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : 0;
}
