using System.Diagnostics;

namespace LurkBot.Sandboxes;

/// <summary>Looks every now and then whether a workspace holds more than it may, or the disk is filling up.</summary>
/// <param name="workspace">The folder.</param>
/// <param name="limit">The most bytes.</param>
/// <param name="isOn">Whether it looks at all; always, but in tests.</param>
internal sealed class WorkspaceWatch(string workspace, long limit, bool isOn)
{
    /// <summary>What the disk keeps free whatever a command may.</summary>
    private const long Reserve = 1L << 30;

    // A workspace that is too full from before may be emptied, but not filled further.
    private readonly long allowed = isOn ? Math.Max(limit, FolderSize.Of(workspace, long.MaxValue - 1)) : 0;
    private readonly long free = Free(workspace);
    private TimeSpan pause;
    private long last = Stopwatch.GetTimestamp();

    /// <summary>Looks, unless it has just looked: large workspaces are looked at less often.</summary>
    public bool IsOver()
    {
        if (!isOn || Stopwatch.GetElapsedTime(last) < pause)
            return false;
        var start = Stopwatch.GetTimestamp();
        var over = FolderSize.Of(workspace, allowed + 1) > allowed || IsDiskFilling();
        last = Stopwatch.GetTimestamp();
        pause = 4 * Stopwatch.GetElapsedTime(start, last);
        return over;
    }

    /// <summary>
    /// Files that are open but have no name any more are in no folder; they show here. Others write to the disk too, so only that it is
    /// nearly full counts.
    /// </summary>
    private bool IsDiskFilling() => Free(workspace) < Math.Min(Reserve, free / 2);

    private static long Free(string path) => new DriveInfo(path).AvailableFreeSpace;
}
