using System.Buffers.Binary;
using LurkBot.Interop;

namespace LurkBot.Workspaces;

/// <summary>What the system says of a file.</summary>
/// <param name="Mode">Its type and its permissions, as <c>st_mode</c>.</param>
/// <param name="User">Its owner's number.</param>
/// <param name="Group">Its group's number.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="Taken">The bytes that it takes of the disk.</param>
internal sealed record FileFacts(ushort Mode, uint User, uint Group, long Length, long Taken)
{
    private const ushort TypeMask = 0xF000;
    private const ushort RegularType = 0x8000;
    private const ushort FolderType = 0x4000;

    public WorkspaceEntryKind Kind => (Mode & TypeMask) switch
    {
        RegularType => WorkspaceEntryKind.File,
        FolderType => WorkspaceEntryKind.Folder,
        _ => WorkspaceEntryKind.Other,
    };

    /// <summary>The permissions, without the bits that lend a program its owner's rights.</summary>
    public uint Permissions => (uint)Mode & 0x1FF;

    /// <summary>Looks at an open file.</summary>
    public static FileFacts? Of(int descriptor) => Of(descriptor, [0]);

    /// <summary>Looks at a name in an open folder, without following a link.</summary>
    /// <param name="folder">The folder, or the file itself when the name is empty.</param>
    /// <param name="name">UTF-8, ending with a zero.</param>
    /// <returns>Null when it is not there.</returns>
    public static unsafe FileFacts? Of(int folder, ReadOnlySpan<byte> name)
    {
        const int NoFollowLink = 0x100;
        const int EmptyPath = 0x1000;
        const uint Basic = 0x7FF;
        const int BlockSize = 512;
        var status = stackalloc byte[256];
        fixed (byte* pointer = name)
        {
            if (FileCalls.Statx(folder, pointer, NoFollowLink | EmptyPath, Basic, status) != 0)
                return null;
        }

        // struct statx (linux/stat.h): stx_uid at 20, stx_gid at 24, stx_mode at 28, stx_size at 40, stx_blocks at 48.
        var bytes = new ReadOnlySpan<byte>(status, 256);
        return new(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[48..]) * BlockSize);
    }
}
