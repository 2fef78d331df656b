using LurkBot.Erasure;
using LurkBot.Interop;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Workspaces;

/// <summary>
/// Workspaces: of a session that is erased altogether its folder; else the files that hold a piece of 32 bytes or more of an erased text.
/// Folders of their own that the owner had tools work in are theirs, and stay.
/// </summary>
/// <param name="home">LurkBot's home; absolute.</param>
/// <param name="options">The settings.</param>
internal sealed class WorkspaceErasable(string home, WorkspaceOptions options) : IErasable
{
    private readonly WorkspaceClaims claims = new(home, options);

    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => [.. Folders(plan).Concat(Files(plan, remove: false, CancellationToken.None)).Select(path => $"workspace: {path}")];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var done = new List<string>();
        try
        {
            foreach (var folder in Folders(plan))
            {
                cancellationToken.ThrowIfCancellationRequested();
                FileTree.Remove(folder);
                done.Add($"workspace: {folder}");
            }

            foreach (var step in plan.Steps.Where(step => step.IsWhole))
                claims.Forget(step.Id);

            done.AddRange(Files(plan, remove: true, cancellationToken).Select(file => $"workspace: {file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"A workspace cannot be erased: {e.Message}", e);
        }

        return new(done);
    }

    /// <inheritdoc/>
    public bool Takes(ErasurePlan plan, string file)
    {
        var path = Path.Combine(home, file);
        return Folders(plan).Exists(folder => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) || Files(plan, remove: false, CancellationToken.None).Contains(path);
    }

    private List<string> Folders(ErasurePlan plan) => [.. plan.Steps.Where(step => step.IsWhole).Select(Folder).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The folder of a session, when it has one that is there.</summary>
    private string? Folder(ErasureStep step) =>
        claims.Find(step.Key, step.Id) is { } folder && (step.Place != SessionPlace.Trash || !IsInUse(step.Key) || folder != WorkspaceFolder.Of(home, options, step.Key)) && Directory.Exists(folder) && new DirectoryInfo(folder).LinkTarget is null
            ? folder
            : null;

    /// <summary>A session in the trash may have left its folder to the one that has its key now.</summary>
    private bool IsInUse(SessionKey key) => File.Exists(Path.Combine(home, "sessions", SessionFileName.For(key)));

    /// <summary>The files that hold some of it.</summary>
    private List<string> Files(ErasurePlan plan, bool remove, CancellationToken cancellationToken)
    {
        var files = new List<string>();
        foreach (var folder in plan.Steps.Where(step => !step.IsWhole).Select(Folder).OfType<string>().Distinct(StringComparer.Ordinal).Except(Folders(plan), StringComparer.Ordinal).ToList())
        {
            FileTree.Visit(
                folder,
                (shown, path) =>
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (!Holds(path, plan.LongText))
                        return false;
                    files.Add(Path.Combine(folder, shown));
                    return remove;
                },
                onUnreadable: null);
        }

        return files;
    }

    private static bool Holds(string path, ErasedText text)
    {
        try
        {
            return TextSearch.Holds(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The search afterwards reports what cannot be read.
            return false;
        }
    }
}
