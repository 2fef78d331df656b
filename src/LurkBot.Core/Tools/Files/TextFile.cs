using System.Text;
using LurkBot.Text;
using LurkBot.Workspaces;

namespace LurkBot.Tools;

/// <summary>Files whose bytes are text.</summary>
internal static class TextFile
{
    /// <summary>The largest file that is read as a whole, in bytes.</summary>
    public const int Largest = 10 << 20;

    private const int Looked = 8192;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether a file's beginning looks like no text: a zero byte is in it.</summary>
    public static bool IsBinary(FileStream stream)
    {
        Span<byte> start = stackalloc byte[Looked];
        var count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        // UTF-16 is text all the same.
        return start[..count].Contains((byte)0) && !(count > 1 && (start[0], start[1]) is (0xFF, 0xFE) or (0xFE, 0xFF));
    }

    /// <summary>Refuses what is no text.</summary>
    /// <exception cref="ToolRefusedException">It is none.</exception>
    public static void RequireText(FileStream stream, WorkspacePath path)
    {
        if (IsBinary(stream))
            throw new ToolRefusedException($"{path} is no text ({Plural.Of(stream.Length, "byte")}).");
    }

    /// <summary>All of a file, if that can be written back unchanged.</summary>
    /// <exception cref="ToolRefusedException">It is no UTF-8, or too large.</exception>
    public static string ReadAll(FileStream stream, WorkspacePath path)
    {
        if (stream.Length > Largest)
            throw new ToolRefusedException($"{path} is too large ({stream.Length} bytes). Change it by a command.");
        var bytes = new byte[stream.Length];
        var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        try
        {
            return Strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException e)
        {
            throw new ToolRefusedException($"{path} is no UTF-8 text.", e);
        }
    }

    /// <summary>A text's bytes.</summary>
    /// <exception cref="ToolRefusedException">They are too many, or the text is none.</exception>
    public static byte[] Encode(string text)
    {
        try
        {
            var bytes = Strict.GetBytes(text);
            return bytes.Length <= Largest ? bytes : throw new ToolRefusedException("The text is too large.");
        }
        catch (EncoderFallbackException e)
        {
            throw new ToolRefusedException("The text holds half a character.", e);
        }
    }
}
