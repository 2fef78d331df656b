using System.Runtime.InteropServices;

namespace LurkBot.Interop;

/// <summary>The few system calls that .NET does not offer.</summary>
internal static unsafe partial class LibC
{
    public const int LockExclusive = 2;
    public const int LockNonBlocking = 4;
    public const int Unlock = 8;
    public const int Interrupted = 4;

    private const int ReadWrite = 2;

    /// <summary>The descriptor does not reach child processes.</summary>
    public static int CloseOnExecute => OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000;

    /// <summary>What a lock that somebody else holds answers.</summary>
    public static int WouldBlock => OperatingSystem.IsMacOS() ? 35 : 11;

    /// <summary>Opens a lock file, creating it.</summary>
    /// <returns>A descriptor, or -1 with the last error set.</returns>
    public static int OpenLock(string path)
    {
        if (!OperatingSystem.IsMacOS())
            return Open(path, ReadWrite | 0x40 | CloseOnExecute, 0x180);
        // A variadic argument is passed differently there, so the file must exist before.
        if (!File.Exists(path))
            File.WriteAllBytes(path, []);
        return Open(path, ReadWrite | CloseOnExecute, 0);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Open(string path, int flags, int mode = 0);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Flock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Close(int descriptor);

    /// <summary>Leaves the terminal and its signals: the process leads a session of its own.</summary>
    [LibraryImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int NewSession();

    /// <summary>Makes a descriptor another name of an open one.</summary>
    [LibraryImport("libc", EntryPoint = "dup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int DataSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Link(string from, string to);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Statx(int folder, string path, int flags, uint mask, byte* buffer);

    /// <summary>Opens a file of an open folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">UTF-8, ending with a zero.</param>
    /// <param name="flags">More than reading.</param>
    /// <param name="mode">The mode of a file that is made.</param>
    /// <returns>A descriptor, or -1 with the last error set.</returns>
    public static int OpenAt(int folder, ReadOnlySpan<byte> name, int flags, uint mode = 0)
    {
        fixed (byte* pointer = name)
            return OpenAt(folder, pointer, flags, mode);
    }

    /// <summary>Reads at an offset; of a file, less than the buffer holds only at its end.</summary>
    /// <returns>The bytes read, or -1.</returns>
    public static int Read(int descriptor, Span<byte> buffer, long offset)
    {
        fixed (byte* pointer = buffer)
            return (int)ReadAt(descriptor, pointer, (nuint)buffer.Length, offset);
    }

    /// <summary>The length of an open file in bytes.</summary>
    public static long Length(int descriptor)
    {
        const int FromEnd = 2;
        return Seek(descriptor, 0, FromEnd);
    }

    /// <summary>Lets no other program of this user look into this process (prctl(2), PR_SET_DUMPABLE).</summary>
    public static void ForbidInspection()
    {
        const int SetDumpable = 4;
        _ = ProcessControl(SetDumpable, 0, 0, 0, 0);
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int ProcessControl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenAt(int folder, byte* name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "pread")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReadAt(int descriptor, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "lseek")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long Seek(int descriptor, long offset, int whence);
}
