using System.Globalization;

namespace LurkBot.Context;

/// <summary>Ids and names of tool calls as every provider accepts them: imported histories and odd models have others.</summary>
internal sealed class CallNames
{
    private const int LongestName = 64;
    private const int LongestId = 40;

    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    /// <summary>The id of a call, once in a request, of letters, digits, <c>_</c> and <c>-</c>; its own wherever that will do.</summary>
    /// <param name="id">The id that the model gave.</param>
    /// <param name="entry">The entry with the call.</param>
    /// <param name="index">The call's place in the entry.</param>
    public string Id(string id, long entry, int index)
    {
        if (id.Length is > 0 and <= LongestId && id.All(IsPlain) && used.Add(id))
            return id;
        var other = string.Create(CultureInfo.InvariantCulture, $"call_{entry}_{index}");
        while (!used.Add(other))
            other += "_";
        return other;
    }

    /// <summary>A function's name.</summary>
    public static string Name(string name)
    {
        var plain = string.Concat(name.Take(LongestName).Select(character => IsPlain(character) ? character : '_'));
        return plain.Length == 0 || !char.IsAsciiLetter(plain[0]) ? string.Concat("tool_", plain)[..Math.Min(LongestName, plain.Length + 5)] : plain;
    }

    private static bool IsPlain(char character) => char.IsAsciiLetterOrDigit(character) || character is '_' or '-';
}
