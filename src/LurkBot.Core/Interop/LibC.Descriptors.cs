using System.Runtime.InteropServices;

namespace LurkBot.Interop;

/// <summary>What a descriptor is.</summary>
internal static unsafe partial class LibC
{
    private const int GetDescriptorFlags = 1;
    private const int ClosedOnExecute = 1;

    /// <summary>
    /// Whether the process was started with a descriptor. Where it was closed, the runtime's own files get its number, and a read from
    /// those never ends; they are closed on execute, which nothing that came through an execute can be.
    /// </summary>
    /// <param name="descriptor">Such as 0, the standard input.</param>
    public static bool IsInherited(int descriptor) => OperatingSystem.IsWindows() || DescriptorFlags(descriptor, GetDescriptorFlags) is >= 0 and var flags && (flags & ClosedOnExecute) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DescriptorFlags(int descriptor, int command);
}
