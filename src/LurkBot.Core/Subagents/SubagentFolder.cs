using LurkBot.Tools;

namespace LurkBot.Subagents;

/// <summary>The kinds of subagents of a home: those in <c>agents/</c>, and the built-in ones that no file replaces.</summary>
/// <param name="home">LurkBot's home; absolute.</param>
internal sealed class SubagentFolder(string home)
{
    /// <summary>The folder of the definitions.</summary>
    public const string Name = "agents";

    private const int LargestFile = 64 * 1024;
    private const int MostFiles = 100;

    /// <summary>The folder's path.</summary>
    public string Path { get; } = System.IO.Path.Combine(home, Name);

    /// <summary>The definitions that can be used, by name.</summary>
    public IReadOnlyList<SubagentDefinition> Read() => [.. ReadAll().Select(file => file.Definition).OfType<SubagentDefinition>()];

    /// <summary>All definitions, and what is wrong with those that cannot be used.</summary>
    /// <returns>By name; a file that cannot be used hides no other.</returns>
    public IReadOnlyList<SubagentFile> ReadAll()
    {
        var found = new List<SubagentFile>();
        foreach (var path in Files())
        {
            var file = Read(path);
            if (file.Definition is { } definition && found.Find(other => other.Definition is { } known && string.Equals(known.Name, definition.Name, StringComparison.Ordinal)) is { } first)
                file = new SubagentFile(file.Name, path, null, $"{first.Source} has the name {definition.Name} too, and is used. Rename one of them.");
            found.Add(file);
        }

        foreach (var definition in BuiltInSubagents.All.Where(definition => !found.Exists(file => string.Equals(file.Name, definition.Name, StringComparison.Ordinal))))
            found.Add(new SubagentFile(definition.Name, definition.Source, definition, null));
        return [.. found.OrderBy(file => file.Name, StringComparer.Ordinal)];
    }

    private static SubagentFile Read(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        try
        {
            if (new FileInfo(path).Length > LargestFile)
                return new SubagentFile(name, path, null, $"It is larger than {LargestFile / 1024} KB. Shorten it.");
            var file = SubagentFrontMatter.Read(name, path, File.ReadAllText(path));
            return file.Definition is null ? file : file with { Name = file.Definition.Name };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new SubagentFile(name, path, null, $"It cannot be read: {e.Message}");
        }
    }

    private IEnumerable<string> Files()
    {
        try
        {
            return Directory.Exists(Path) ? [.. Directory.EnumerateFiles(Path, "*.md").Order(StringComparer.Ordinal).Take(MostFiles)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
