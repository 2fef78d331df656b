namespace LurkBot.Text;

/// <summary>Finds private keys in the text form of RFC 7468.</summary>
internal static class PrivateKeyText
{
    private const string Begin = "-----BEGIN ";
    private const string End = "-----END ";
    private const string Dashes = "-----";
    private const int LongestLabel = 64;

    /// <summary>Adds where each key begins and ends; one without an end reaches to the end of the text.</summary>
    public static void Find(string text, List<(int Start, int End)> spans)
    {
        for (var start = 0; (start = text.IndexOf(Begin, start, StringComparison.Ordinal)) >= 0;)
        {
            var label = text.AsSpan(start + Begin.Length, Math.Min(LongestLabel, text.Length - start - Begin.Length));
            var labelEnd = label.IndexOf(Dashes, StringComparison.Ordinal);
            if (labelEnd < 0 || !label[..labelEnd].Contains("PRIVATE KEY", StringComparison.Ordinal))
            {
                start += Begin.Length;
                continue;
            }

            var end = text.IndexOf(End, start, StringComparison.Ordinal);
            end = end < 0 ? -1 : text.IndexOf(Dashes, end + End.Length, StringComparison.Ordinal);
            end = end < 0 ? text.Length : end + Dashes.Length;
            spans.Add((start, end));
            start = end;
        }
    }
}
