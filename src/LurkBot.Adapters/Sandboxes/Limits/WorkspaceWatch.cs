using System.Diagnostics;

namespace LurkBot.Sandboxes;

/// <summary>Looks every now and then whether a workspace holds more than it may, or the disk is filling up.</summary>
/// <param name="workspace">The folder.</param>
/// <param name="limits">What it may hold.</param>
/// <param name="isOn">Whether it looks at all; always, but in tests.</param>
internal sealed class WorkspaceWatch(string workspace, SandboxLimits limits, bool isOn)
{
    /// <summary>What the disk keeps free whatever a command may: bytes, and files that can still be made.</summary>
    private static readonly FolderUse Reserve = new(1L << 30, 50_000);

    // A workspace that is too full from before may be emptied, but not filled further.
    private readonly FolderUse allowed = isOn ? AtLeast(FolderSize.Of(workspace, new(long.MaxValue - 1, long.MaxValue)), limits) : default;
    private readonly FolderUse free = SystemCalls.Free(workspace);
    private TimeSpan pause;
    private long last = Stopwatch.GetTimestamp();

    /// <summary>Looks at the disk, and at the workspace unless it has just done so: large ones are looked at less often.</summary>
    /// <returns>Why the command must end; null if it need not.</returns>
    public SandboxEnd? Problem()
    {
        if (!isOn)
            return null;
        // Files that are open but have no name any more are in no folder; they show here. Others write to the disk too, so only that it is
        // nearly full counts.
        var left = SystemCalls.Free(workspace);
        if (left.Bytes < Math.Min(Reserve.Bytes, free.Bytes / 2))
            return SandboxEnd.DiskLimit;
        if (left.Files < Math.Min(Reserve.Files, free.Files / 2))
            return SandboxEnd.FileLimit;
        if (Stopwatch.GetElapsedTime(last) < pause)
            return null;
        var start = Stopwatch.GetTimestamp();
        var use = FolderSize.Of(workspace, new(allowed.Bytes + 1, allowed.Files + 1));
        last = Stopwatch.GetTimestamp();
        pause = 4 * Stopwatch.GetElapsedTime(start, last);
        return use.Bytes > allowed.Bytes ? SandboxEnd.DiskLimit : use.Files > allowed.Files ? SandboxEnd.FileLimit : null;
    }

    private static FolderUse AtLeast(FolderUse held, SandboxLimits limits) => new(Math.Max(held.Bytes, limits.Disk), Math.Max(held.Files, limits.Files));
}
