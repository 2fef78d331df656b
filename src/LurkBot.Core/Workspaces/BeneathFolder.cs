using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using LurkBot.Interop;
using Microsoft.Win32.SafeHandles;

namespace LurkBot.Workspaces;

/// <summary>
/// The files beneath an open folder of Linux. The kernel itself resolves each path beneath that folder and refuses links, so nobody can
/// put one in between the look and the opening.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe partial class BeneathFolder : IWorkspaceFiles
{
    /// <summary>How many names are looked at before the caller is asked whether to go on.</summary>
    private const int NamesBetween = 256;

    private readonly SafeFileHandle root;
    private readonly FileFacts facts;
    private readonly bool byName;

    private BeneathFolder(SafeFileHandle root, FileFacts facts, bool byName) => (this.root, this.facts, this.byName) = (root, facts, byName);

    public string RealPath => new FileInfo($"/proc/self/fd/{Number(root)}").LinkTarget ?? throw new WorkspaceException("The workspace's own path cannot be read; is /proc mounted?");

    /// <summary>Opens the folder.</summary>
    /// <param name="path">Its path; absolute.</param>
    /// <param name="followsLink">Whether the path itself may be a link, as the owner may name their own folders.</param>
    /// <param name="byName">Goes from name to name even where the kernel could do it at once, as kernels before 5.6 need it.</param>
    /// <exception cref="WorkspaceException">It is no folder.</exception>
    public static BeneathFolder Open(string path, bool followsLink, bool byName = false)
    {
        var number = LibC.Open(path, FileCalls.DirectoryOnly | FileCalls.CloseOnExecute | (followsLink ? 0 : FileCalls.NoFollow));
        if (number < 0)
            throw Error(path, Marshal.GetLastPInvokeError());
        var opened = new SafeFileHandle(number, ownsHandle: true);
        return new(opened, FileFacts.Of(number) ?? throw Error(path, Marshal.GetLastPInvokeError()), byName || !CallIsThere(number));
    }

    public void Dispose() => root.Dispose();

    public FileStream OpenRead(WorkspacePath path)
    {
        // To open a device or a pipe can do something by itself; what is only found (O_PATH) is not opened yet.
        using var found = Open(root, path.Text, path, FileCalls.PathOnly);
        if (FileFacts.Of(Number(found))?.Kind is var kind && kind is not WorkspaceEntryKind.File)
            throw kind is WorkspaceEntryKind.Folder ? Error(path.Text, FileCalls.IsAFolder) : NoFile(path);
        // This name leads to the very file that was found, whatever has its path by now.
        var number = LibC.Open($"/proc/self/fd/{Number(found)}", FileCalls.CloseOnExecute | FileCalls.NonBlocking);
        return number >= 0 ? new FileStream(new SafeFileHandle(number, ownsHandle: true), FileAccess.Read) : throw Error(path.Text, Marshal.GetLastPInvokeError());
    }

    public WorkspaceListing List(WorkspacePath folder, int most, Func<bool>? goesOn = null)
    {
        var handle = Open(root, folder.Text, folder, FileCalls.DirectoryOnly | FileCalls.NonBlocking);
        var number = Number(handle);
        var stream = FileCalls.OpenFolder(number);
        if (stream == 0)
        {
            handle.Dispose();
            throw Error(folder.Text, Marshal.GetLastPInvokeError());
        }

        // From here on the descriptor belongs to the stream.
        handle.SetHandleAsInvalid();
        try
        {
            var (entries, nameless, taken) = (new List<WorkspaceEntry>(), 0, 0L);
            for (var name = FileCalls.NextName(stream, out _); !name.IsEmpty; name = FileCalls.NextName(stream, out _))
            {
                if (entries.Count + nameless >= most || ((entries.Count + nameless) % NamesBetween == NamesBetween - 1 && goesOn?.Invoke() == false))
                    return new(entries, nameless, taken, IsWhole: false);
                if (FileFacts.Of(number, name) is not { } found)
                    continue;
                if (TryDecode(name[..^1], out var text))
                    entries.Add(new(folder.Of(text), found.Kind, found.Length, found.Taken));
                else
                    (nameless, taken) = (nameless + 1, taken + (found.Kind is WorkspaceEntryKind.File ? Math.Min(found.Length, found.Taken) : 0));
            }

            return new(entries, nameless, taken);
        }
        finally
        {
            _ = FileCalls.CloseFolder(stream);
        }
    }

    /// <summary>Opens beneath a folder; the kernel follows no link.</summary>
    private SafeFileHandle Open(SafeFileHandle folder, string relative, WorkspacePath shown, int flags, uint mode = 0)
    {
        flags |= FileCalls.CloseOnExecute;
        var number = byName ? OpenByName(folder, relative, flags, mode) : FileCalls.OpenBeneath(Number(folder), Encode(relative), flags, mode);
        for (var again = 0; number < 0 && Marshal.GetLastPInvokeError() == FileCalls.TryAgain && again < 10; again++)
            number = FileCalls.OpenBeneath(Number(folder), Encode(relative), flags, mode);
        return number >= 0 ? new SafeFileHandle(number, ownsHandle: true) : throw Error(shown.Text, Marshal.GetLastPInvokeError());
    }

    /// <summary>The same from name to name, each opened in the folder that was opened before it.</summary>
    private static int OpenByName(SafeFileHandle folder, string relative, int flags, uint mode)
    {
        var (names, current) = (relative.Split('/'), Number(folder));
        for (var i = 0; i < names.Length; i++)
        {
            var last = i == names.Length - 1;
            var next = LibC.OpenAt(current, Encode(names[i]), FileCalls.NoFollow | (last ? flags : FileCalls.DirectoryOnly | FileCalls.PathOnly | FileCalls.CloseOnExecute), last ? mode : 0);
            var error = Marshal.GetLastPInvokeError();
            if (current != Number(folder))
                _ = LibC.Close(current);
            Marshal.SetLastPInvokeError(error);
            if (next < 0)
                return next;
            current = next;
        }

        return current;
    }

    /// <summary>Old kernels do not know the call, and filters of old containers refuse it.</summary>
    private static bool CallIsThere(int folder)
    {
        var number = FileCalls.OpenBeneath(folder, "."u8.ToArray().Append((byte)0).ToArray(), FileCalls.PathOnly | FileCalls.CloseOnExecute, 0);
        if (number >= 0)
            _ = LibC.Close(number);
        return number >= 0 || Marshal.GetLastPInvokeError() is not (FileCalls.NoSuchCall or FileCalls.NotPermitted);
    }

    private static int Number(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    private static byte[] Encode(string text) => Encoding.UTF8.GetBytes(text + '\0');

    private static bool TryDecode(ReadOnlySpan<byte> name, out string text)
    {
        text = Encoding.UTF8.GetString(name);
        return !text.Contains('\uFFFD', StringComparison.Ordinal);
    }

    private static WorkspaceException NoFile(WorkspacePath path) => new($"{path} is no file but a link, a pipe, a socket or a device, which tools do not open.");

    private static WorkspaceException Error(string path, int error) => new(error switch
    {
        FileCalls.NoSuchFile => $"There is no {path}.",
        FileCalls.NotAFolder => $"{path}: no folder is there, or a part of it is a link.",
        FileCalls.IsAFolder => $"{path} is a folder.",
        FileCalls.TooManyLinks => $"{path} is a link or passes one, and tools follow none.",
        FileCalls.OtherDevice => $"{path} leads out of the workspace.",
        FileCalls.AccessDenied or FileCalls.NotPermitted => $"{path} may not be opened.",
        FileCalls.NameTooLong => "That name is too long.",
        FileCalls.NoSpace or FileCalls.OverQuota => $"{path} cannot be written: the disk is full.",
        FileCalls.ReadOnlyDisk => $"{path} cannot be written: the disk is read-only.",
        _ => $"{path} cannot be used: {new Win32Exception(error).Message}.",
    });
}
