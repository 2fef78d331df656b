using System.Text;
using System.Text.Json;

namespace LurkBot.Models;

/// <summary>Reads JSON that is nearly right: control characters and unknown escapes in strings, NaN, a comma or more behind the end, a fence around it.</summary>
internal static class LooseJson
{
    /// <summary>Reads an object or an array.</summary>
    /// <param name="text">The text.</param>
    /// <param name="depth">How deep it may be nested.</param>
    /// <returns>Null when it is neither.</returns>
    public static JsonDocument? Parse(ReadOnlySpan<byte> text, int depth)
    {
        var start = text.IndexOfAny((byte)'{', (byte)'[');
        if (start < 0)
            return null;
        try
        {
            return JsonDocument.Parse(Mend(text[start..]), new JsonDocumentOptions { MaxDepth = depth, AllowTrailingCommas = true });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The first value, in which strings hold what they may and numbers are such.</summary>
    private static byte[] Mend(ReadOnlySpan<byte> text)
    {
        using var mended = new MemoryStream(text.Length);
        var (scan, isInString) = (default(JsonScan), false);
        for (var i = 0; i < text.Length; i++)
        {
            var value = text[i];
            if (!isInString && Word(text[i..]) is { } length)
            {
                mended.Write("null"u8);
                i += length - 1;
                continue;
            }

            if (scan.Ends(value))
            {
                mended.WriteByte(value);
                break;
            }

            if (isInString && value < 0x20)
            {
                mended.Write(Encoding.ASCII.GetBytes($"\\u{(int)value:x4}"));
                continue;
            }

            if (isInString && value is (byte)'\\' && i + 1 < text.Length)
            {
                var next = text[++i];
                scan.Ends(next);
                // A backslash that begins nothing stands for itself.
                mended.Write(IsEscape(text[i..]) ? [value] : "\\\\"u8);
                if (next < 0x20)
                    mended.Write(Encoding.ASCII.GetBytes($"\\u{(int)next:x4}"));
                else
                    mended.WriteByte(next);
                continue;
            }

            if (value is (byte)'"')
                isInString = !isInString;
            mended.WriteByte(value);
        }

        return mended.ToArray();
    }

    private static bool IsEscape(ReadOnlySpan<byte> text) => text[0] switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t' => true,
        (byte)'u' => text.Length > 4 && char.IsAsciiHexDigit((char)text[1]) && char.IsAsciiHexDigit((char)text[2]) && char.IsAsciiHexDigit((char)text[3]) && char.IsAsciiHexDigit((char)text[4]),
        _ => false,
    };

    private static int? Word(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? 3 : text.StartsWith("Infinity"u8) ? 8 : text.StartsWith("-Infinity"u8) ? 9 : null;
}
