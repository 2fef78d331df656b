using System.Text;
using LurkBot.Interop;
using LurkBot.Storage;

namespace LurkBot.Configuration;

/// <summary>Changes the <c>.env</c> file of a home. Other lines stay as they are; the file is replaced as a whole, and only the owner can read it.</summary>
internal static class DotEnvFile
{
    /// <summary>Sets a variable: its last line is replaced, earlier ones are removed; without one a line is added.</summary>
    /// <param name="home">The home folder; absolute.</param>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value; plain characters only.</param>
    /// <returns>The file.</returns>
    /// <exception cref="LurkBotException">The file cannot be read or written.</exception>
    public static string Set(string home, string name, string value)
    {
        if (value.AsSpan().ContainsAnyExceptInRange('!', '~') || value.AsSpan().ContainsAny("\"'#"))
            throw new ArgumentException("The value would need quotes.", nameof(value));
        var path = Path.Combine(home, ".env");
        try
        {
            HomeFolder.Create(home);
            PrivateFolder.Create(Path.Combine(home, ".locks"));
            using var alone = new FileLock(Path.Combine(home, ".locks", "env"));
            alone.Take();
            // A link, say into a folder of dotfiles, stays one.
            var file = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
            var before = File.Exists(file) ? File.ReadAllText(file) : "";
            SessionFileWriter.Replace(file, Encoding.UTF8.GetBytes(With(before, name, value)));
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot write {path}: {e.Message} Check permissions and free space.", e);
        }
    }

    private static string With(string text, string name, string value)
    {
        var end = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
        var lines = text.Length == 0 ? [] : text.TrimEnd('\r', '\n').Split('\n').Select(line => line.TrimEnd('\r')).ToList();
        var places = Enumerable.Range(0, lines.Count).Where(index => DotEnv.Read([lines[index]], "").Values.ContainsKey(name) || IsTorn(lines[index], name)).ToList();
        if (places.Count == 0)
            lines.Add($"{name}={value}");
        else
            lines[places[^1]] = $"{name}={value}";
        foreach (var place in places.SkipLast(1).Reverse())
            lines.RemoveAt(place);
        return string.Concat(lines.Select(line => line + end));
    }

    /// <summary>A line of the variable that cannot be read, such as one whose quotes do not close, would stay an error.</summary>
    private static bool IsTorn(string line, string name) => DotEnv.Read([line], "").Errors.Count > 0 && line.Replace("export ", "", StringComparison.Ordinal).TrimStart('\uFEFF', ' ', '\t').StartsWith(name + "=", StringComparison.Ordinal);
}
