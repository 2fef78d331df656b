using System.Runtime.InteropServices;

namespace LurkBot.Sandboxes;

/// <summary>The system calls of Linux that starting and ending a sandbox needs.</summary>
internal static unsafe partial class SystemCalls
{
    public const int CloseOnExecute = 0x80000;
    public const int NonBlocking = 0x800;
    public const int Kill = 9;
    public const int LockExclusive = 2;
    public const int NoAccess = 13;
    public const int Again = 11;
    public const int Interrupted = 4;
    public const int PipeBroken = 32;
    public const int NewMounts = 0x20000;
    public const int BindMount = 0x1000;
    public const int Recursive = 0x4000;
    public const int PrivateMount = 1 << 18;

    private const int DuplicateAbove = 1030;
    private const int PidFileOpen = 434;
    private const int PidFileSignal = 424;
    private const uint OwningUsers = 0xb701;

    /// <summary>Open folders only; the number differs by processor.</summary>
    public static int DirectoryOnly { get; } = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>Do not open links.</summary>
    public static int NoFollow { get; } = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x8000 : 0x20000;

    [LibraryImport("libc", EntryPoint = "getegid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial uint EffectiveGroup();

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int OpenAt(int folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Pipe(int* ends, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "lseek")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial long Seek(int descriptor, long offset, int whence);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Poll(PollEntry* entries, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Signal(int process, int signal);

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Wait(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "fchdir", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ChangeFolder(int descriptor);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Mount(string? source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", EntryPoint = "statvfs", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FileSystem(string path, ulong* status);

    /// <summary>What a disk has left for those without privileges: bytes, and files that can still be made, endless where it has no such bound.</summary>
    public static FolderUse Free(string path)
    {
        // struct statvfs: f_bsize, f_frsize, f_blocks, f_bfree, f_bavail, f_files, f_ffree, f_favail, each of 8 bytes here.
        var status = stackalloc ulong[32];
        return FileSystem(path, status) == 0
            ? new((long)Math.Min(status[1] * status[4], long.MaxValue), status[5] == 0 ? long.MaxValue : (long)Math.Min(status[7], long.MaxValue))
            : default;
    }

    /// <summary>Waits; the threads that run commands have nothing else to do.</summary>
    public static void Pause(int milliseconds) => _ = Poll(null, 0, milliseconds);

    /// <summary>A copy of a descriptor with a high number, closed in child processes.</summary>
    public static int MoveUp(int descriptor) => Control(descriptor, DuplicateAbove, 64);

    /// <summary>A descriptor that stands for a process even when its number is used again.</summary>
    /// <returns>The descriptor, or -1.</returns>
    public static int OpenProcess(int process) => (int)Call(PidFileOpen, process, 0, 0, 0);

    /// <summary>Kills what <see cref="OpenProcess"/> opened.</summary>
    public static void KillProcess(int descriptor) => _ = Call(PidFileSignal, descriptor, Kill, 0, 0);

    /// <summary>The user namespace that has the rights over another namespace (ioctl_ns(2), NS_GET_USERNS).</summary>
    /// <returns>A descriptor, or -1.</returns>
    public static int OwnerOf(int descriptor) => InputOutput(descriptor, OwningUsers);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int InputOutput(int descriptor, nuint request);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Control(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long Call(long number, long first, long second, long third, long fourth);
}
