using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LurkBot.Interop;
using LurkBot.Workspaces;

namespace LurkBot.Sandboxes;

/// <summary>Counts what a folder takes on disk, beneath it only, whatever somebody does to it meanwhile.</summary>
internal static unsafe class FolderSize
{
    /// <summary>Folders nested more deeply than this count as endless.</summary>
    public const int MaximumDepth = WorkspaceDepth.Most;

    /// <summary>What each file takes beside its blocks: its entry and its inode.</summary>
    private const int PerFile = 512;

    private const int NoFollowLink = 0x100;
    private const int NameOffset = 19;
    private const int ModeOffset = 28;
    private const int BlocksOffset = 48;

    /// <summary>Adds up the blocks of all files; hard links count each time, a folder that may not be read counts as endless.</summary>
    /// <param name="path">The folder, no link.</param>
    /// <param name="enough">Counting ends when it is reached.</param>
    /// <returns>What is there, at least the bytes or the files of <paramref name="enough"/> when there is more; nothing if there is no such folder.</returns>
    public static FolderUse Of(string path, FolderUse enough)
    {
        var folder = SystemCalls.Open(path, SystemCalls.DirectoryOnly | SystemCalls.NoFollow | SystemCalls.CloseOnExecute);
        return folder < 0 ? default : Count(folder, 0, default, enough);
    }

    private static FolderUse Count(int descriptor, int depth, FolderUse total, FolderUse enough)
    {
        if (depth > MaximumDepth)
        {
            _ = LibC.Close(descriptor);
            return total with { Bytes = long.MaxValue };
        }

        var folder = FileCalls.OpenFolder(descriptor);
        if (folder == 0)
        {
            _ = LibC.Close(descriptor);
            return total;
        }

        byte* status = stackalloc byte[256];
        try
        {
            for (byte* entry; total.Bytes < enough.Bytes && total.Files < enough.Files && (entry = FileCalls.NextEntry(folder)) is not null;)
            {
                var name = entry + NameOffset;
                if (name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0)))
                    continue;
                const uint Basic = 0x7ff;
                if (FileCalls.Statx(descriptor, name, NoFollowLink, Basic, status) != 0)
                    continue;
                total = new(total.Bytes + PerFile + (512 * (long)BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(status + BlocksOffset, 8))), total.Files + 1);
                var isFolder = (BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(status + ModeOffset, 2)) & 0xF000) == 0x4000;
                if (!isFolder)
                    continue;
                var below = SystemCalls.OpenAt(descriptor, name, SystemCalls.DirectoryOnly | SystemCalls.NoFollow | SystemCalls.CloseOnExecute);
                if (below >= 0)
                    total = Count(below, depth + 1, total, enough);
                else if (Marshal.GetLastPInvokeError() == SystemCalls.NoAccess)
                    return total with { Bytes = long.MaxValue };
            }

            return total;
        }
        finally
        {
            _ = FileCalls.CloseFolder(folder);
        }
    }
}
