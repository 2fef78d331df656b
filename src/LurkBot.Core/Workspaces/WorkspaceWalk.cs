using System.Globalization;

namespace LurkBot.Workspaces;

/// <summary>One look through the files and folders beneath a folder, and what it left out. Links are shown by none and followed by none.</summary>
/// <param name="files">The workspace's files.</param>
/// <param name="from">Where to begin.</param>
/// <param name="enters">Whether to look into a folder.</param>
/// <param name="limits">Where it ends.</param>
internal sealed class WorkspaceWalk(IWorkspaceFiles files, WorkspacePath from, Func<WorkspacePath, bool> enters, WalkLimits limits)
{
    private readonly long started = limits.Clock.GetTimestamp();
    private int looked;
    private int unread;

    /// <summary>Folders that were not looked into because they are nested too deeply.</summary>
    public int TooDeep { get; private set; }

    /// <summary>How many files have names that are no text.</summary>
    public int Nameless { get; private set; }

    /// <summary>The bytes that files take whose names are no text.</summary>
    public long NamelessTaken { get; private set; }

    /// <summary>Whether there is more than <see cref="WalkLimits.Entries"/>.</summary>
    public bool IsCut { get; private set; }

    private bool IsLate { get; set; }

    /// <summary>Whether there is time left; once there is none, the walk is over.</summary>
    public bool HasTime() => !(IsLate = IsLate || limits.Clock.GetElapsedTime(started) > limits.Time);

    /// <summary>All files and folders, each folder's in the order of their names.</summary>
    /// <param name="cancellationToken">Stops the walk.</param>
    /// <exception cref="WorkspaceException">There is no folder to begin in.</exception>
    public IEnumerable<WorkspaceEntry> Entries(CancellationToken cancellationToken)
    {
        var open = new Stack<WorkspacePath>([from]);
        while (open.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!HasTime())
                yield break;
            var listing = List(folder, cancellationToken);
            foreach (var entry in listing.Entries.OrderBy(entry => entry.Path.Text, StringComparer.Ordinal))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!HasTime())
                    yield break;
                if (entry.Kind != WorkspaceEntryKind.Other)
                    yield return entry;
            }

            if (!listing.IsWhole)
            {
                IsCut = !IsLate;
                yield break;
            }

            foreach (var entry in listing.Entries.OrderByDescending(entry => entry.Path.Text, StringComparer.Ordinal))
            {
                if (entry.Kind == WorkspaceEntryKind.Folder && IsEntered(entry.Path))
                    open.Push(entry.Path);
            }
        }
    }

    /// <summary>What was left out and why, in lines for a model.</summary>
    /// <param name="advice">How to see the rest.</param>
    public IEnumerable<string> Notes(string advice)
    {
        if (IsLate)
            yield return string.Create(CultureInfo.InvariantCulture, $"[Stopped after {limits.Time.TotalSeconds:0} seconds, before all was looked at. {advice}]");
        else if (IsCut)
            yield return string.Create(CultureInfo.InvariantCulture, $"[Stopped after {limits.Entries} files and folders; there are more. {advice}]");
        if (Nameless > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"[Passed over, since their names are no UTF-8 text: {Nameless}.]");
        if (TooDeep > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"[Folders passed over, since they are nested more than {WorkspaceDepth.Most} deep: {TooDeep}.]");
        if (unread > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"[Folders passed over, since they may not be read: {unread}.]");
    }

    private bool IsEntered(WorkspacePath folder)
    {
        if (!enters(folder))
            return false;
        if (folder.Names.Count <= WorkspaceDepth.Most)
            return true;
        TooDeep++;
        return false;
    }

    /// <summary>A folder that vanished meanwhile, or that may not be read, is passed over.</summary>
    private WorkspaceListing List(WorkspacePath folder, CancellationToken cancellationToken)
    {
        try
        {
            var listing = files.List(folder, limits.Entries - looked, () => !cancellationToken.IsCancellationRequested && HasTime());
            looked += listing.Entries.Count + listing.Nameless;
            Nameless += listing.Nameless;
            NamelessTaken += listing.NamelessTaken;
            return listing;
        }
        catch (WorkspaceException) when (folder != from)
        {
            unread++;
            return new([]);
        }
    }
}
