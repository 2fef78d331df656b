using System.Buffers.Binary;

namespace LurkBot.History;

/// <summary>Tells whether a path still leads to the file that was seen, with nothing written since.</summary>
/// <param name="Device">The disk.</param>
/// <param name="Inode">The file on it.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Seconds">When it was written.</param>
/// <param name="Nanoseconds">The part of a second in <paramref name="Seconds"/>.</param>
internal sealed record FileIdentity(ulong Device, ulong Inode, ulong Size, ulong Seconds, ulong Nanoseconds)
{
    private const int CurrentFolder = -100;
    private const uint BasicFields = 0x7ff;

    /// <summary>Looks at a path.</summary>
    /// <returns>Null where the system does not say, or there is no such file: then nothing can be taken as unchanged.</returns>
    public static unsafe FileIdentity? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // struct statx of the Linux manual, the same on every processor.
        Span<byte> buffer = stackalloc byte[256];
        fixed (byte* pointer = buffer)
        {
            if (LibC.Statx(CurrentFolder, path, 0, BasicFields, pointer) != 0)
                return null;
        }

        return new FileIdentity(Read(buffer, 136), Read(buffer, 32), Read(buffer, 40), Read(buffer, 112), Read(buffer, 120));
    }

    private static ulong Read(ReadOnlySpan<byte> buffer, int offset) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt64LittleEndian(buffer[offset..])
        : BinaryPrimitives.ReadUInt64BigEndian(buffer[offset..]);
}
