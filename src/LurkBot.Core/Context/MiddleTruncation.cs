namespace LurkBot.Context;

/// <summary>Long texts with their middle left out; always the same text for the same one, and never half a character.</summary>
internal static class MiddleTruncation
{
    /// <summary>The beginning, a note, and the end.</summary>
    /// <param name="text">A text longer than both together.</param>
    /// <param name="beginning">How much of the beginning stays, in UTF-16 code units.</param>
    /// <param name="end">How much of the end stays, in UTF-16 code units.</param>
    /// <param name="note">Says what is left out, given how many code units that are.</param>
    public static string Of(string text, int beginning, int end, Func<int, string> note)
    {
        var (first, last) = (Boundary(text, beginning), Boundary(text, text.Length - end));
        return string.Concat(text.AsSpan(0, first), $"\n[… {note(last - first)} …]\n", text.AsSpan(last));
    }

    private static int Boundary(string text, int at) => char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1]) ? at - 1 : at;
}
