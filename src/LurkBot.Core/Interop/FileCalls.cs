using System.Runtime.InteropServices;

namespace LurkBot.Interop;

/// <summary>The system calls of Linux that reach files beneath an open folder.</summary>
internal static unsafe partial class FileCalls
{
    public const int WriteOnly = 1;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int NonBlocking = 0x800;
    public const int CloseOnExecute = 0x80000;
    public const int PathOnly = 0x200000;

    public const int NotPermitted = 1;
    public const int NoSuchFile = 2;
    public const int TryAgain = 11;
    public const int AccessDenied = 13;
    public const int AlreadyExists = 17;
    public const int OtherDevice = 18;
    public const int NotAFolder = 20;
    public const int IsAFolder = 21;
    public const int NoSpace = 28;
    public const int ReadOnlyDisk = 30;
    public const int NameTooLong = 36;
    public const int NoSuchCall = 38;
    public const int TooManyLinks = 40;
    public const int OverQuota = 122;

    private const int OpenBeneathNumber = 437;
    private const ulong NoMagicLinks = 2;
    private const ulong NoLinks = 4;
    private const ulong Beneath = 8;

    /// <summary>Open folders only; the number differs by processor.</summary>
    public static int DirectoryOnly { get; } = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x4000 : 0x10000;

    /// <summary>Do not open links.</summary>
    public static int NoFollow { get; } = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 ? 0x8000 : 0x20000;

    /// <summary>Opens what a relative path names beneath a folder, following no link (openat2, Linux 5.6).</summary>
    /// <param name="folder">The open folder.</param>
    /// <param name="path">UTF-8, ending with a zero.</param>
    /// <param name="flags">How to open it.</param>
    /// <param name="mode">The mode of a file that is made; zero when none is.</param>
    /// <returns>A descriptor, or -1 with the last error set.</returns>
    public static int OpenBeneath(int folder, ReadOnlySpan<byte> path, int flags, uint mode)
    {
        var how = stackalloc ulong[3] { (ulong)(uint)flags, mode, Beneath | NoLinks | NoMagicLinks };
        fixed (byte* pointer = path)
            return (int)Call(OpenBeneathNumber, folder, pointer, how, 3 * sizeof(ulong));
    }

    /// <summary>The next name in an open folder, but for the folder itself and the one above.</summary>
    /// <param name="folder">What <see cref="OpenFolder"/> gave.</param>
    /// <param name="type">What it is, as the disk says; zero where it does not.</param>
    /// <returns>Its bytes and a zero, until the next call; nothing at the end.</returns>
    public static ReadOnlySpan<byte> NextName(nint folder, out byte type)
    {
        while (NextEntry(folder) is var entry && entry != null)
        {
            // struct dirent64: d_type at 18, d_name at 19.
            type = entry[18];
            var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + 19);
            if (name is not ([(byte)'.'] or [(byte)'.', (byte)'.']))
                return new(entry + 19, name.Length + 1);
        }

        type = 0;
        return default;
    }

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MakeFolder(int folder, byte* name, uint mode);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Rename(int fromFolder, byte* from, int toFolder, byte* to);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Unlink(int folder, byte* name, int flags);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ChangeOwner(int descriptor, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ChangeMode(int descriptor, uint mode);

    [LibraryImport("libc", EntryPoint = "chmod", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ChangeModeOf(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "rewinddir")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial void Rewind(nint folder);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Statx(int folder, byte* path, int flags, uint mask, byte* buffer);

    [LibraryImport("libc", EntryPoint = "fdopendir", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint OpenFolder(int descriptor);

    [LibraryImport("libc", EntryPoint = "readdir64", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial byte* NextEntry(nint folder);

    [LibraryImport("libc", EntryPoint = "closedir")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int CloseFolder(nint folder);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial long Call(long number, long folder, byte* path, ulong* how, nuint size);
}
