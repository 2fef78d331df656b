using LurkBot.Interop;

namespace LurkBot.Entries;

/// <summary>A file that comes with a message, not yet kept.</summary>
/// <param name="Name">Its name without folders.</param>
/// <param name="MediaType">What its bytes are, whatever it is called.</param>
/// <param name="Bytes">Its bytes.</param>
internal sealed record FileContent(string Name, string MediaType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The most bytes of an image.</summary>
    public const int LargestImage = 20 * 1024 * 1024;

    /// <summary>The most bytes of a text; some 85,000 tokens.</summary>
    public const int LargestText = 256 * 1024;

    private const int Megabyte = 1024 * 1024;
    private const int Kilobyte = 1024;

    /// <summary>Reads a file that a person names.</summary>
    /// <param name="path">Where it is.</param>
    /// <exception cref="LurkBotException">It cannot be read, is too large, or is neither an image nor text; the message says which.</exception>
    public static FileContent Read(string path)
    {
        try
        {
            if (Directory.Exists(path))
                throw new LurkBotException($"{path} is a folder. Attach its files one by one.");
            if (!File.Exists(path))
                throw new LurkBotException($"There is no file {path}.");
            using var file = RegularFile.Open(path);
            if (file.Length > LargestImage)
                throw TooLarge(path, file.Length);
            var bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            return Create(Path.GetFileName(path), bytes);
        }
        catch (SessionDamagedException)
        {
            throw new LurkBotException($"{path} is no regular file. Copy what it gives into one, and attach that.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot read {path}: {e.Message}", e);
        }
    }

    /// <summary>Takes bytes for what they are.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <exception cref="LurkBotException">They are too many, or neither an image nor text.</exception>
    public static FileContent Create(string name, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length == 0)
            throw new LurkBotException($"{name} is empty.");
        var type = FileType.Of(bytes.Span)
            ?? throw new LurkBotException($"{name} is {FileKind.Describe(bytes.Span)}. Only images (PNG, JPEG, GIF, WebP) and UTF-8 texts can be attached.");
        var isText = string.Equals(type, FileType.Text, StringComparison.Ordinal);
        return bytes.Length > (isText ? LargestText : LargestImage) ? throw TooLarge(name, bytes.Length) : new FileContent(name, type, bytes);
    }

    private static LurkBotException TooLarge(string name, long length) => new(
        $"{name} is too large ({(length + Megabyte - 1) / Megabyte} MB). An image may have {LargestImage / Megabyte} MB, a text {LargestText / Kilobyte} KB.");
}
