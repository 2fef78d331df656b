using System.Buffers.Binary;

namespace LurkBot.Interop;

/// <summary>Whose a file or folder is, and who may do what with it. A link counts as what it leads to.</summary>
/// <param name="Mode">Its type and its permissions, as <c>st_mode</c>.</param>
/// <param name="User">Its owner's number.</param>
/// <param name="Group">Its group's number.</param>
internal sealed record FileOwner(int Mode, uint User, uint Group)
{
    /// <summary>Whether a path leads to a socket.</summary>
    /// <param name="path">The path of something that is there.</param>
    public static bool IsSocket(string path)
    {
        const int Type = 0xF000, Socket = 0xC000;
        return OperatingSystem.IsLinux() ? (Of(path)?.Mode & Type) == Socket : File.Exists(path) && new FileInfo(path).Length == 0;
    }

    /// <summary>Looks, on Linux.</summary>
    /// <returns>Null when it is not there.</returns>
    public static unsafe FileOwner? Of(string path)
    {
        const int CurrentFolder = -100;
        const uint ModeUserAndGroup = 0x1 | 0x2 | 0x8 | 0x10;
        Span<byte> status = stackalloc byte[256];
        fixed (byte* pointer = status)
        {
            if (LibC.Statx(CurrentFolder, path, 0, ModeUserAndGroup, pointer) != 0)
                return null;
        }

        // struct statx (linux/stat.h): stx_uid at 20, stx_gid at 24, stx_mode at 28.
        return new(BinaryPrimitives.ReadUInt16LittleEndian(status[28..]), BinaryPrimitives.ReadUInt32LittleEndian(status[20..]), BinaryPrimitives.ReadUInt32LittleEndian(status[24..]));
    }
}
