namespace LurkBot.Erasure;

/// <summary>Copies of damaged files, and what processes that were killed left half-written: whatever holds some of it goes.</summary>
/// <param name="home">LurkBot's home folder.</param>
public sealed class SalvageTextStore(string home) : ITextStore
{
    private static readonly string[] Folders = ["sessions", "archive", "trash"];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var names = plan.Steps.Where(step => step.IsWhole).Select(step => Path.GetFileName(step.File) + ".").ToList();
        var done = new List<string>();
        foreach (var path in Files())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!names.Exists(name => Path.GetFileName(path).StartsWith(name, StringComparison.Ordinal)) && !Holds(path, plan.Text))
                continue;
            File.Delete(path);
            done.Add(Path.GetRelativePath(home, path));
        }

        return new(done);
    }

    private IEnumerable<string> Files()
    {
        var salvage = Path.Combine(home, "salvage");
        foreach (var path in Directory.Exists(salvage) ? Directory.EnumerateFiles(salvage) : [])
            yield return path;
        foreach (var folder in Folders.Select(folder => Path.Combine(home, folder)).Where(Directory.Exists))
        {
            foreach (var path in Directory.EnumerateFiles(folder, ".*.tmp"))
                yield return path;
        }
    }

    private static bool Holds(string path, ErasedText text)
    {
        try
        {
            return TextSearch.Holds(path, text);
        }
        catch (FileNotFoundException)
        {
            // It was put into its place meanwhile.
            return false;
        }
    }
}
