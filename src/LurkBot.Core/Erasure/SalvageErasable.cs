using LurkBot.Interop;
using LurkBot.Text;

namespace LurkBot.Erasure;

/// <summary>
/// Copies of damaged files, and what killed processes left half-written: those of the sessions that are erased as a whole, and those
/// that hold a piece of 32 bytes or more of an erased text. Shorter texts are everybody's.
/// </summary>
/// <param name="home">LurkBot's home folder.</param>
/// <param name="time">The clock.</param>
internal sealed class SalvageErasable(string home, TimeProvider time) : IErasable
{
    private static readonly string[] Folders = ["sessions", "archive", "trash"];

    /// <summary>A file that is about to be put into its place is younger.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => [.. Find(plan).Select(path => Path.GetRelativePath(home, path))];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var done = new List<string>();
        foreach (var path in Find(plan))
        {
            cancellationToken.ThrowIfCancellationRequested();
            File.Delete(path);
            done.Add(Path.GetRelativePath(home, path));
        }

        return new(done);
    }

    /// <inheritdoc/>
    public bool Takes(ErasurePlan plan, string file) => Find(plan).Contains(Path.Combine(home, file));

    /// <inheritdoc/>
    public IReadOnlyList<FoundElsewhere> LookElsewhere(ErasurePlan plan) =>
        [.. Files().Where(path => IsOthers(plan, path) && Holds(path, plan.Text)).Select(path => Path.GetRelativePath(home, path)).Select(file => new FoundElsewhere(file, "a damaged file of another session", $"rm {ShellWord.Quote(Path.Combine(home, file))}", file))];

    private List<string> Find(ErasurePlan plan)
    {
        var names = plan.Steps.Where(step => step.IsWhole).Select(step => step.Name);
        return [.. Files().Where(path => IsOf(path, names) || (!IsOthers(plan, path) && Holds(path, plan.LongText)))];
    }

    /// <summary>Whether a file is of a session that is there and of which nothing is erased.</summary>
    private static bool IsOthers(ErasurePlan plan, string path) => !IsOf(path, plan.Steps.Select(step => step.Name)) && IsOf(path, plan.Stored.SelectMany(names => names));

    private static bool IsOf(string path, IEnumerable<string> names) => names.Any(name => Path.GetFileName(path).StartsWith(Path.GetFileName(name) + ".", StringComparison.Ordinal));

    private IEnumerable<string> Files()
    {
        var salvage = Path.Combine(home, "salvage");
        foreach (var path in Directory.Exists(salvage) ? Directory.EnumerateFiles(salvage).Where(RegularFile.Is) : [])
            yield return path;
        var before = (time.GetUtcNow() - Abandoned).UtcDateTime;
        foreach (var folder in Folders.Select(folder => Path.Combine(home, folder)).Where(Directory.Exists))
        {
            foreach (var path in Directory.EnumerateFiles(folder, ".*.tmp").Where(path => RegularFile.Is(path) && File.GetLastWriteTimeUtc(path) < before))
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
