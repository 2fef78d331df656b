using System.Buffers.Binary;
using System.Globalization;

namespace LurkBot.Interop;

/// <summary>Tells whether a path still leads to the file that was seen, with nothing written since.</summary>
/// <param name="Device">The disk.</param>
/// <param name="Inode">The file on it.</param>
/// <param name="Size">Its length in bytes.</param>
/// <param name="Seconds">When it or its name was changed last; no program can set that back.</param>
/// <param name="Nanoseconds">The part of a second in <paramref name="Seconds"/>.</param>
/// <param name="WrittenAt">When something was written into it last, which programs can set.</param>
internal sealed record FileIdentity(ulong Device, ulong Inode, ulong Size, ulong Seconds, ulong Nanoseconds, DateTimeOffset WrittenAt)
{
    private const int CurrentFolder = -100;
    private const uint BasicFields = 0x7ff;
    private const long EarliestSecond = -62_135_596_800;
    private const long LatestSecond = 253_402_300_799;

    /// <summary>The same as a text.</summary>
    public string Stamp => string.Create(CultureInfo.InvariantCulture, $"{Device} {Inode} {Size} {Seconds} {Nanoseconds}");

    /// <summary>When it was changed last.</summary>
    public DateTimeOffset ChangedAt => Moment(Seconds, Nanoseconds);

    /// <summary>Looks at a path.</summary>
    /// <returns>Null where the system does not say, or there is no such file: then nothing can be taken as unchanged.</returns>
    public static FileIdentity? Of(string path) => Of(CurrentFolder, path);

    /// <summary>Looks at a file of an open folder.</summary>
    /// <returns>Null where the system does not say, or there is no such file: then nothing can be taken as unchanged.</returns>
    public static unsafe FileIdentity? Of(int folder, string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // struct statx of the Linux manual, the same on every processor.
        Span<byte> buffer = stackalloc byte[256];
        fixed (byte* pointer = buffer)
        {
            if (LibC.Statx(folder, path, 0, BasicFields, pointer) != 0)
                return null;
        }

        return new FileIdentity(Read(buffer, 136), Read(buffer, 32), Read(buffer, 40), Read(buffer, 96), ReadHalf(buffer, 104), Moment(Read(buffer, 112), ReadHalf(buffer, 120)));
    }

    private static DateTimeOffset Moment(ulong seconds, ulong nanoseconds) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp((long)seconds, EarliestSecond, LatestSecond)).AddTicks((long)nanoseconds / 100);

    private static ulong ReadHalf(ReadOnlySpan<byte> buffer, int offset) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt32LittleEndian(buffer[offset..])
        : BinaryPrimitives.ReadUInt32BigEndian(buffer[offset..]);

    private static ulong Read(ReadOnlySpan<byte> buffer, int offset) => BitConverter.IsLittleEndian
        ? BinaryPrimitives.ReadUInt64LittleEndian(buffer[offset..])
        : BinaryPrimitives.ReadUInt64BigEndian(buffer[offset..]);
}
