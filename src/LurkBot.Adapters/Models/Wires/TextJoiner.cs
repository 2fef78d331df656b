using System.Text;

namespace LurkBot.Models;

/// <summary>
/// Joins a text that comes in pieces, where a character may be cut in two: into the halves of a surrogate pair, or into bytes, which
/// <see cref="ReplyPieces"/> passes on one by one as the characters U+DC80 to U+DCFF. What never becomes a character is replaced.
/// </summary>
internal sealed class TextJoiner
{
    private const char FirstByte = '\udc80';
    private const char LastByte = '\udcff';
    private const int LongestCharacter = 4;

    private string held = "";

    /// <summary>Passes a byte on that is not UTF-8 where it stands.</summary>
    public static char OfByte(byte value) => (char)(0xdc00 + value);

    /// <summary>A whole text.</summary>
    public static string Join(string text)
    {
        var joiner = new TextJoiner();
        return joiner.Add(text) + joiner.End();
    }

    /// <summary>The next piece.</summary>
    /// <returns>What is whole by now.</returns>
    public string Add(string piece)
    {
        if (held.Length == 0 && !piece.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
            return piece;
        var text = held + piece;
        var whole = text.Length;
        if (whole > 0 && char.IsHighSurrogate(text[^1]))
            whole--;
        else if (UnfinishedBytes(text) is > 0 and var bytes)
            whole -= bytes;
        held = text[whole..];
        return Sound(text.AsSpan(0, whole));
    }

    /// <summary>What is left at the end.</summary>
    public string End()
    {
        var rest = Sound(held);
        held = "";
        return rest;
    }

    /// <summary>How many characters at the end stand for the first bytes of one that more bytes may finish.</summary>
    private static int UnfinishedBytes(string text)
    {
        for (var count = 1; count < LongestCharacter && count <= text.Length && IsByte(text, text.Length - count); count++)
        {
            var needed = (text[^count] - 0xdc00) switch
            {
                >= 0xf0 => 4,
                >= 0xe0 => 3,
                >= 0xc0 => 2,
                _ => 1,
            };
            if (needed > 1)
                return needed > count ? count : 0;
        }

        return 0;
    }

    private static bool IsByte(ReadOnlySpan<char> text, int index) => text[index] is >= FirstByte and <= LastByte && (index == 0 || !char.IsHighSurrogate(text[index - 1]));

    private static string Sound(ReadOnlySpan<char> text)
    {
        var (sound, bytes) = (new StringBuilder(text.Length), new List<byte>());
        for (var i = 0; i <= text.Length; i++)
        {
            if (i < text.Length && IsByte(text, i))
            {
                bytes.Add((byte)(text[i] - 0xdc00));
                continue;
            }

            if (bytes.Count > 0)
                sound.Append(Encoding.UTF8.GetString([.. bytes]));
            bytes.Clear();
            if (i == text.Length)
                break;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                sound.Append(text.Slice(i++, 2));
            else
                sound.Append(char.IsSurrogate(text[i]) ? '\ufffd' : text[i]);
        }

        return sound.ToString();
    }
}
