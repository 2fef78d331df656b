using System.ComponentModel;
using System.Runtime.InteropServices;

namespace LurkBot.Sandboxes;

/// <summary>
/// Makes a workspace reachable for a user who may not pass the folders above it, such as <c>/root</c>. The calling thread gets mounts of
/// its own, which vanish with it and with what it starts; nobody else sees them.
/// </summary>
internal static class WorkspaceMount
{
    private static readonly string[] Places = ["/mnt", "/media", "/srv", "/opt", "/home"];

    /// <summary>Shows the workspace elsewhere, for this thread and what it starts. The thread must end with the command.</summary>
    /// <param name="workspace">The folder.</param>
    /// <returns>The path where it is seen.</returns>
    /// <exception cref="SandboxException">The kernel refuses.</exception>
    public static string Show(string workspace)
    {
        var place = Array.Find(Places, place => Directory.Exists(place) && new DirectoryInfo(place).LinkTarget is null && !IsNeeded(place))
            ?? throw new SandboxException($"No folder is there to mount a workspace on; make one: mkdir {Places[0]}");
        Check(SystemCalls.Unshare(SystemCalls.NewMounts));
        Check(SystemCalls.Mount(null, "/", null, SystemCalls.Recursive | SystemCalls.PrivateMount, null));
        using var folder = Descriptor.Of(SystemCalls.Open(workspace, SystemCalls.DirectoryOnly | SystemCalls.NoFollow | SystemCalls.CloseOnExecute));
        // With its mounts the thread has got a current folder of its own. Naming what was opened that way, nobody can put a link in between.
        Check(SystemCalls.ChangeFolder(folder.Number));
        Check(SystemCalls.Mount(".", place, null, SystemCalls.BindMount, null));
        return place;
    }

    /// <summary>This thread may still load code, which must not be hidden from it.</summary>
    private static bool IsNeeded(string place) =>
        AppContext.BaseDirectory.StartsWith(place + '/', StringComparison.Ordinal) || RuntimeEnvironment.GetRuntimeDirectory().StartsWith(place + '/', StringComparison.Ordinal);

    private static void Check(int result)
    {
        if (result != 0)
            throw new SandboxException($"The workspace cannot be mounted for the sandbox, so nothing was run: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}. Run LurkBot as an ordinary user, or see: lurkbot doctor");
    }
}
