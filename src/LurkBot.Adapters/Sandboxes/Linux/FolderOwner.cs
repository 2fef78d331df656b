using System.Buffers.Binary;
using System.Text;
using LurkBot.Interop;

namespace LurkBot.Sandboxes;

/// <summary>Reads who owns a folder.</summary>
internal static unsafe class FolderOwner
{
    /// <summary>The owner's numbers; links are not followed.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static (uint User, uint Group) Of(string path)
    {
        const int NoFollowLink = 0x100;
        const int CurrentFolder = -100;
        const uint Basic = 0x7ff;
        byte* status = stackalloc byte[256];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            if (FileCalls.Statx(CurrentFolder, name, NoFollowLink, Basic, status) != 0)
                throw new IOException($"{path} cannot be looked at.");
        }

        return (BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(status + 20, 4)), BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(status + 24, 4)));
    }
}
