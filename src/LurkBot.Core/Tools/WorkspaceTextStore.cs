using LurkBot.Configuration;
using LurkBot.Erasure;
using LurkBot.History;
using LurkBot.Sessions;
using LurkBot.Workspaces;

namespace LurkBot.Tools;

/// <summary>
/// Workspaces: of a session that is erased altogether its folder; else the files that hold a piece of 32 bytes or more of an erased text.
/// Folders of their own that the owner had tools work in are theirs, and stay.
/// </summary>
/// <param name="options">The settings.</param>
public sealed class WorkspaceTextStore(LurkBotOptions options) : ITextStore
{
    private readonly WorkspaceClaims claims = new(options);

    /// <inheritdoc/>
    public IReadOnlyList<string> Look(ErasurePlan plan) => [.. Folders(plan).Concat(Files(plan)).Select(path => $"workspace: {path}")];

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> EraseAsync(ErasurePlan plan, CancellationToken cancellationToken)
    {
        var done = new List<string>();
        try
        {
            foreach (var folder in Folders(plan))
            {
                cancellationToken.ThrowIfCancellationRequested();
                Directory.Delete(folder, recursive: true);
                done.Add($"workspace: {folder}");
            }

            foreach (var step in plan.Steps.Where(step => step.IsWhole))
                claims.Forget(step.Id);

            foreach (var file in Files(plan))
            {
                cancellationToken.ThrowIfCancellationRequested();
                File.Delete(file);
                done.Add($"workspace: {file}");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"A workspace cannot be erased: {e.Message}", e);
        }

        return new(done);
    }

    private List<string> Folders(ErasurePlan plan) => [.. plan.Steps.Where(step => step.IsWhole).Select(Folder).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>The folder of a session, when it has one that is there.</summary>
    private string? Folder(ErasureStep step) =>
        claims.Find(step.Key, step.Id) is { } folder && (step.Place is "sessions" or "archive" || !IsInUse(step.Key) || folder != WorkspaceFolder.Of(options, step.Key)) && Directory.Exists(folder) && new DirectoryInfo(folder).LinkTarget is null
            ? folder
            : null;

    /// <summary>A session in the trash may have left its folder to the one that has its key now.</summary>
    private bool IsInUse(SessionKey key) => File.Exists(Path.Combine(options.Home, "sessions", SessionFileName.For(key)));

    private List<string> Files(ErasurePlan plan)
    {
        var gone = Folders(plan);
        return
        [
            .. plan.Steps.Select(Folder).OfType<string>().Distinct(StringComparer.Ordinal).Except(gone, StringComparer.Ordinal)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
                .Where(path => RegularFile.Is(path) && Holds(path, plan.LongText)),
        ];
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
