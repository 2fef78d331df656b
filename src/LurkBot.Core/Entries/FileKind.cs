using System.Text;

namespace LurkBot.Entries;

/// <summary>Names what bytes are that cannot be attached, for the person who gave them.</summary>
internal static class FileKind
{
    private static readonly (int Offset, byte[] Mark, string Kind)[] Known =
    [
        (0, "%PDF-"u8.ToArray(), "a PDF document"),
        (0, "PK\u0003\u0004"u8.ToArray(), "a ZIP archive or an Office document"),
        (0, [0x1F, 0x8B], "a gzip archive"),
        (0, "BZh"u8.ToArray(), "a bzip2 archive"),
        (0, [0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "an xz archive"),
        (0, [0x28, 0xB5, 0x2F, 0xFD], "a zstd archive"),
        (0, [(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], "a 7z archive"),
        (0, "Rar!"u8.ToArray(), "a RAR archive"),
        (257, "ustar"u8.ToArray(), "a tar archive"),
        (0, [0x7F, (byte)'E', (byte)'L', (byte)'F'], "a program"),
        (0, [0xCF, 0xFA, 0xED, 0xFE], "a program"),
        (0, "MZ"u8.ToArray(), "a program"),
        (0, "\0asm"u8.ToArray(), "a WebAssembly module"),
        (0, "SQLite format 3"u8.ToArray(), "an SQLite database"),
        (0, [0xD0, 0xCF, 0x11, 0xE0], "an old Office document"),
        (8, "WAVE"u8.ToArray(), "a WAV sound"),
        (8, "AVI "u8.ToArray(), "an AVI video"),
        (0, "ID3"u8.ToArray(), "an MP3 sound"),
        (0, "OggS"u8.ToArray(), "an Ogg sound or video"),
        (0, "fLaC"u8.ToArray(), "a FLAC sound"),
        (0, [0x1A, 0x45, 0xDF, 0xA3], "a Matroska or WebM video"),
        (4, "ftypheic"u8.ToArray(), "a HEIC image"),
        (4, "ftypavif"u8.ToArray(), "an AVIF image"),
        (4, "ftyp"u8.ToArray(), "an MP4 video or sound"),
        (0, "BM"u8.ToArray(), "a BMP image"),
        (0, [(byte)'I', (byte)'I', 0x2A, 0], "a TIFF image"),
        (0, [(byte)'M', (byte)'M', 0, 0x2A], "a TIFF image"),
        (0, [0, 0, 1, 0], "an icon"),
    ];

    /// <summary>What the bytes are.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>Such as "a PDF document".</returns>
    public static string Describe(ReadOnlySpan<byte> bytes)
    {
        foreach (var (offset, mark, kind) in Known)
        {
            if (bytes.Length > offset && bytes[offset..].StartsWith(mark))
                return kind;
        }

        return bytes switch
        {
            [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] => "text in UTF-16",
            _ when bytes.IndexOfAnyInRange((byte)0, (byte)8) < 0 && bytes.IndexOfAnyInRange((byte)14, (byte)26) < 0 => "text that is not UTF-8",
            _ => "binary data",
        };
    }

    /// <summary>Text in UTF-8, or in UTF-16 where it says so.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>Null when it is not a text.</returns>
    public static string? ReadText(ReadOnlySpan<byte> bytes)
    {
        var encoding = bytes switch
        {
            [0xFF, 0xFE, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode,
            _ when bytes.Contains((byte)0) || !System.Text.Unicode.Utf8.IsValid(bytes) => null,
            _ => Encoding.UTF8,
        };
        return encoding?.GetString(bytes.StartsWith(encoding.Preamble) ? bytes[encoding.Preamble.Length..] : bytes);
    }
}
