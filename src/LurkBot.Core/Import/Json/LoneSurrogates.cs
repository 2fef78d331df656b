using System.Globalization;

namespace LurkBot.Import;

/// <summary>Escapes in JSON that stand for half a surrogate pair: texts that were cut in the middle of a character.</summary>
internal static class LoneSurrogates
{
    private const int EscapeLength = 6;

    /// <summary>Replaces them by U+FFFD.</summary>
    /// <returns>Null when there are none.</returns>
    public static byte[]? Replace(ReadOnlyMemory<byte> json)
    {
        byte[]? mended = null;
        var bytes = json.Span;
        for (var i = 0; i < bytes.Length;)
        {
            var next = bytes[i..].IndexOf((byte)'\\');
            if (next < 0)
                break;
            i += next;
            if (!TryUnit(bytes[i..], out var unit) || !char.IsSurrogate(unit))
            {
                i += 2;
            }
            else if (char.IsHighSurrogate(unit) && TryUnit(bytes[Math.Min(bytes.Length, i + EscapeLength)..], out var second) && char.IsLowSurrogate(second))
            {
                i += 2 * EscapeLength;
            }
            else
            {
                mended ??= json.ToArray();
                "fffd"u8.CopyTo(mended.AsSpan(i + 2));
                i += EscapeLength;
            }
        }

        return mended;
    }

    private static bool TryUnit(ReadOnlySpan<byte> bytes, out char unit)
    {
        var found = bytes.Length >= EscapeLength && bytes[0] == (byte)'\\' && bytes[1] == (byte)'u'
            && ushort.TryParse(bytes[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        unit = found ? (char)ushort.Parse(bytes[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : default;
        return found;
    }
}
