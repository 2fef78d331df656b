namespace LurkBot.Workspaces;

/// <summary>A path inside a workspace: names with slashes between them, never leading up or out.</summary>
/// <param name="Text">The path; <c>.</c> is the workspace itself.</param>
internal sealed record WorkspacePath(string Text)
{
    /// <summary>The workspace itself.</summary>
    public static WorkspacePath Root { get; } = new(".");

    /// <summary>The names on the way.</summary>
    public IReadOnlyList<string> Names => Text is "." ? [] : Text.Split('/');

    /// <summary>Reads a path as a model gives it.</summary>
    /// <param name="text">Relative to the workspace, or below one of its absolute names.</param>
    /// <param name="roots">The workspace's absolute names.</param>
    /// <exception cref="WorkspaceException">It leads out of the workspace, or no file can have that name.</exception>
    public static WorkspacePath Parse(string text, IReadOnlyList<string> roots)
    {
        if (text.Contains('\0', StringComparison.Ordinal) || HasLoneSurrogate(text))
            throw new WorkspaceException("No file can have that name.");
        var relative = text;
        if (Path.IsPathRooted(text))
        {
            var root = roots.FirstOrDefault(root => string.Equals(text, root, StringComparison.Ordinal) || text.StartsWith(root.TrimEnd('/') + "/", StringComparison.Ordinal))
                ?? throw new WorkspaceException($"{text} is outside the workspace, which tools cannot leave. Give a path relative to the workspace.");
            relative = text[root.Length..];
        }

        if (OperatingSystem.IsWindows())
            relative = relative.Replace('\\', '/');
        var names = new List<string>();
        foreach (var name in relative.Split('/'))
        {
            if (name is "" or ".")
                continue;
            if (name is not "..")
                names.Add(name);
            else if (names.Count > 0)
                names.RemoveAt(names.Count - 1);
            else
                throw new WorkspaceException($"{text} is outside the workspace, which tools cannot leave. Give a path relative to the workspace.");
        }

        return names.Count == 0 ? Root : new(string.Join('/', names));
    }

    /// <summary>A file or a folder of this folder.</summary>
    public WorkspacePath Of(string name) => new(Text is "." ? name : $"{Text}/{name}");

    public override string ToString() => Text;

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return true;
        }

        return false;
    }
}
