using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace LurkBot.Sandboxes;

/// <summary>
/// Starts a program with exactly the descriptors and the environment that it is given. <see cref="System.Diagnostics.Process"/> passes on
/// every descriptor that some library or our own parent left open, cannot pass further ones, and starts from threads that may end, which
/// kills whoever asked to die with its parent.
/// </summary>
internal static unsafe partial class Spawn
{
    private const short DefaultSignals = 4;
    private const short SignalMask = 8;
    private const short NewSession = 0x80;

    /// <summary>Starts a program; call it from the thread that waits for it.</summary>
    /// <param name="program">Its absolute path.</param>
    /// <param name="arguments">Its arguments, the name first.</param>
    /// <param name="environment">Its whole environment.</param>
    /// <param name="descriptors">Its descriptors from 0 on; each at least 64, so that none is overwritten before it is passed.</param>
    /// <param name="closeOthers">Whether no other descriptor is passed on; without it only tests start anything.</param>
    /// <param name="ownSession">Whether it has no terminal; without it only tests start anything.</param>
    /// <returns>The process's number.</returns>
    /// <exception cref="SandboxException">It cannot be started.</exception>
    public static int Start(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, IReadOnlyList<int> descriptors, bool closeOthers = true, bool ownSession = true)
    {
        // Larger than what any C library keeps in them.
        byte* actions = stackalloc byte[1024];
        byte* attributes = stackalloc byte[1024];
        byte* signals = stackalloc byte[256];
        using var argumentBlock = new TextBlock(arguments);
        using var environmentBlock = new TextBlock(environment);
        Check(InitializeActions(actions));
        Check(InitializeAttributes(attributes));
        try
        {
            for (var i = 0; i < descriptors.Count; i++)
                Check(AddDuplicate(actions, descriptors[i], i));
            if (closeOthers)
                Check(AddCloseFrom(actions, descriptors.Count));
            // .NET ignores SIGPIPE, and that would be inherited.
            Check(EmptySignals(signals));
            Check(SetMask(attributes, signals));
            Check(FillSignals(signals));
            Check(SetDefaults(attributes, signals));
            Check(SetFlags(attributes, (short)(DefaultSignals | SignalMask | (ownSession ? NewSession : 0))));
            Check(PosixSpawn(out var process, program, actions, attributes, argumentBlock.Pointer, environmentBlock.Pointer));
            return process;
        }
        catch (EntryPointNotFoundException e)
        {
            throw new SandboxException("This system's C library cannot close inherited files at a start (glibc 2.34 or newer can), so nothing was run.", e);
        }
        finally
        {
            _ = DestroyActions(actions);
            _ = DestroyAttributes(attributes);
        }

        void Check(int error)
        {
            if (error != 0)
                throw new SandboxException($"{program} cannot be started: {new Win32Exception(error).Message}. See: lurkbot doctor");
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int PosixSpawn(out int process, string path, byte* actions, byte* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int InitializeActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DestroyActions(byte* actions);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddDuplicate(byte* actions, int from, int to);

    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int AddCloseFrom(byte* actions, int from);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int InitializeAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int DestroyAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetMask(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "sigemptyset")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EmptySignals(byte* signals);

    [LibraryImport("libc", EntryPoint = "sigfillset")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FillSignals(byte* signals);

    /// <summary>Texts as C wants them: an array of pointers that ends with null.</summary>
    private sealed class TextBlock : IDisposable
    {
        public TextBlock(IReadOnlyList<string> texts)
        {
            var bytes = texts.Sum(text => Encoding.UTF8.GetByteCount(text) + 1);
            Pointer = (byte**)NativeMemory.Alloc((nuint)((texts.Count + 1) * sizeof(byte*)) + (nuint)bytes);
            var next = (byte*)(Pointer + texts.Count + 1);
            for (var i = 0; i < texts.Count; i++)
            {
                Pointer[i] = next;
                next += Encoding.UTF8.GetBytes(texts[i], new Span<byte>(next, bytes));
                *next++ = 0;
            }

            Pointer[texts.Count] = null;
        }

        public byte** Pointer { get; }

        public void Dispose() => NativeMemory.Free(Pointer);
    }
}
