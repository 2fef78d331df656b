namespace LurkBot.Interop;

/// <summary>Makes folders durable.</summary>
internal static class FolderSync
{
    /// <summary>Makes durable what the folder of a file holds: names and places.</summary>
    public static void SyncOf(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = LibC.Open(Path.GetDirectoryName(path)!, LibC.CloseOnExecute, 0);
        if (descriptor < 0)
            return;
        _ = LibC.Sync(descriptor);
        _ = LibC.Close(descriptor);
    }
}
