using System.Globalization;
using System.Text;

namespace LurkBot.Search;

/// <summary>What of Unicode searches take for the same: composed and decomposed letters, full and half width, ligatures. The runtime has none of it without ICU.</summary>
internal sealed class FoldTable
{
    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, FirstLead = 0x1100, FirstVowel = 0x1161, FirstTrail = 0x11A7;
    private const int Leads = 19, Vowels = 21, Trails = 28;

    private static readonly Lazy<FoldTable> Loaded = new(() => new FoldTable());

    private readonly Dictionary<char, string> replaced = [];
    private readonly Dictionary<int, char> composed = [];
    private readonly bool[] concerns = new bool[char.MaxValue + 1];

    private FoldTable()
    {
        using var stream = typeof(FoldTable).Assembly.GetManifestResourceStream("LurkBot.Search.fold.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
                continue;
            var codes = line[1..].Split(' ').Select(code => int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            if (line[0] == '=')
                replaced[(char)codes[0]] = string.Concat(codes[1..].Select(char.ConvertFromUtf32));
            else
                composed[Pair((char)codes[0], (char)codes[1])] = (char)codes[2];
            concerns[line[0] == '=' ? codes[0] : codes[1]] = true;
        }

        for (var jamo = FirstVowel; jamo < FirstTrail + Trails; jamo++)
            concerns[jamo] = true;
    }

    /// <summary>The table.</summary>
    public static FoldTable Instance => Loaded.Value;

    /// <summary>Whether a text has anything that the table changes.</summary>
    public bool Concerns(string text)
    {
        foreach (var character in text)
        {
            if (concerns[character])
                return true;
        }

        return false;
    }

    /// <summary>What stands for a character.</summary>
    /// <returns>Null for itself.</returns>
    public string? ReplacementOf(char character) => replaced.GetValueOrDefault(character);

    /// <summary>The letter that two characters make.</summary>
    /// <param name="first">A letter.</param>
    /// <param name="second">What follows it.</param>
    /// <returns>NUL when they make none.</returns>
    public char Compose(char first, char second)
    {
        if (first is >= (char)FirstLead and < (char)(FirstLead + Leads) && second is >= (char)FirstVowel and < (char)(FirstVowel + Vowels))
            return (char)(FirstSyllable + ((((first - FirstLead) * Vowels) + second - FirstVowel) * Trails));
        if (first is >= (char)FirstSyllable and <= (char)LastSyllable && (first - FirstSyllable) % Trails == 0 && second is > (char)FirstTrail and < (char)(FirstTrail + Trails))
            return (char)(first + second - FirstTrail);
        return concerns[second] ? composed.GetValueOrDefault(Pair(first, second)) : '\0';
    }

    private static int Pair(char first, char second) => (first << 16) | second;
}
