using System.Text.Unicode;

namespace LurkBot.Entries;

/// <summary>Tells what a file is by its bytes; names lie.</summary>
internal static class FileType
{
    /// <summary>The type of every text.</summary>
    public const string Text = "text/plain";

    /// <summary>The media type of an image that models take, or of a text.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <returns>Null for everything else.</returns>
    public static string? Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "image/gif",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        _ => IsText(bytes) ? Text : null,
    };

    /// <summary>UTF-8 without the control characters that no text has.</summary>
    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes)
        {
            if (value < 0x20 && value is not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f' or 0x1B))
                return false;
        }

        return Utf8.IsValid(bytes);
    }
}
