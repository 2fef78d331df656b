namespace LurkBot.Interop;

/// <summary>Reads only what is a file: opening a pipe that somebody made here waits for ever for its other end.</summary>
internal static class RegularFile
{
    /// <summary>Whether a path leads to a file of bytes.</summary>
    /// <returns>True too where the system does not say.</returns>
    public static unsafe bool Is(string path)
    {
        if (!OperatingSystem.IsLinux())
            return true;
        const int CurrentFolder = -100;
        const uint TypeField = 0x1;
        const int ModeOffset = 28;
        const ushort TypeMask = 0xF000;
        const ushort Regular = 0x8000;
        Span<byte> buffer = stackalloc byte[256];
        fixed (byte* pointer = buffer)
        {
            return LibC.Statx(CurrentFolder, path, 0, TypeField, pointer) != 0
                || (BitConverter.ToUInt16(buffer[ModeOffset..]) & TypeMask) == Regular;
        }
    }

    /// <summary>All bytes of a file.</summary>
    /// <exception cref="SessionDamagedException">It is something else.</exception>
    public static byte[] Read(string path) => Is(path) ? File.ReadAllBytes(path) : throw Other(path);

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="SessionDamagedException">It is something else.</exception>
    public static FileStream Open(string path) => Is(path) ? File.OpenRead(path) : throw Other(path);

    private static SessionDamagedException Other(string path) => new($"{path} is no regular file. Move it away.");
}
