using System.Globalization;
using System.Text;

namespace LurkBot.Entries;

/// <summary>The escapes of JSON strings, RFC 8259 section 7.</summary>
internal static class JsonEscapes
{
    private const int UnicodeLength = 6;

    /// <summary>The length of the escape that the bytes begin with; zero when it is none.</summary>
    public static int LengthAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2)
            return 0;
        if (bytes[1] != 'u')
            return Simple(bytes[1]) == 0 ? 0 : 2;
        return bytes.Length >= UnicodeLength && CodeUnit(bytes) >= 0 ? UnicodeLength : 0;
    }

    /// <summary>The text that a string with sound escapes stands for, UTF-8.</summary>
    /// <exception cref="InvalidOperationException">It holds half a surrogate pair.</exception>
    public static byte[] Resolve(ReadOnlySpan<byte> text)
    {
        var result = new byte[text.Length];
        var length = 0;
        for (var i = 0; i < text.Length;)
        {
            if (text[i] != '\\')
            {
                result[length++] = text[i++];
            }
            else if (text[i + 1] != 'u')
            {
                result[length++] = Simple(text[i + 1]);
                i += 2;
            }
            else
            {
                var rune = RuneAt(text[i..], out var taken);
                length += rune.EncodeToUtf8(result.AsSpan(length));
                i += taken;
            }
        }

        return result[..length];
    }

    private static Rune RuneAt(ReadOnlySpan<byte> text, out int taken)
    {
        taken = UnicodeLength;
        var first = (char)CodeUnit(text);
        if (Rune.TryCreate(first, out var rune))
            return rune;
        taken = 2 * UnicodeLength;
        return text.Length >= taken && text[UnicodeLength] == '\\' && text[UnicodeLength + 1] == 'u' && Rune.TryCreate(first, (char)CodeUnit(text[UnicodeLength..]), out rune)
            ? rune
            : throw new InvalidOperationException("The text holds half a surrogate pair.");
    }

    private static int CodeUnit(ReadOnlySpan<byte> text) =>
        ushort.TryParse(text[2..UnicodeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? unit : -1;

    private static byte Simple(byte letter) => letter switch
    {
        (byte)'"' or (byte)'\\' or (byte)'/' => letter,
        (byte)'b' => (byte)'\b',
        (byte)'f' => (byte)'\f',
        (byte)'n' => (byte)'\n',
        (byte)'r' => (byte)'\r',
        (byte)'t' => (byte)'\t',
        _ => 0,
    };
}
