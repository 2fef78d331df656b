namespace LurkBot.Facts;

/// <summary>What may be a fact: one short line.</summary>
internal static class FactText
{
    /// <summary>The most UTF-16 code units of a fact.</summary>
    public const int Longest = 300;

    /// <summary>A fact on one line.</summary>
    /// <param name="text">What someone wants remembered.</param>
    /// <exception cref="FactException">It is empty or too long.</exception>
    public static string Of(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length == 0)
            throw new FactException("There is nothing to remember: say what, in one sentence.");
        return line.Length <= Longest ? line : throw new FactException($"A fact has at most {Longest} characters, and this has {line.Length}. Say it in one sentence.");
    }
}
