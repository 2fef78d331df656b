namespace LurkBot.Import;

/// <summary>Control characters as Telegram Desktop writes them, <c>\x0B</c>, which is no JSON.</summary>
internal static class TelegramEscapes
{
    /// <summary>Replaces them by a space.</summary>
    /// <returns>The same bytes when there are none.</returns>
    public static byte[] Replace(byte[] json)
    {
        byte[]? mended = null;
        for (var i = 0; i < json.Length;)
        {
            var next = json.AsSpan(i).IndexOf((byte)'\\');
            if (next < 0)
                break;
            i += next;
            if (i + 3 < json.Length && json[i + 1] == (byte)'x' && char.IsAsciiHexDigit((char)json[i + 2]) && char.IsAsciiHexDigit((char)json[i + 3]))
            {
                mended ??= [.. json];
                mended.AsSpan(i, 4).Fill((byte)' ');
                i += 4;
            }
            else
            {
                i += 2;
            }
        }

        return mended ?? json;
    }
}
