namespace LurkBot.Tools;

/// <summary>A pattern of paths: <c>*</c> and <c>?</c> within a name, <c>**</c> for any folders, <c>{a,b}</c> for either.</summary>
internal sealed class GlobPattern
{
    private const int MostAlternatives = 64;
    private const int Longest = 1000;
    private const int LongestShown = 100;
    private const string Elsewhere = "it is relative to the folder that path names, and leads down from there.";

    private readonly IReadOnlyList<string[]> alternatives;

    private GlobPattern(IReadOnlyList<string[]> alternatives) => this.alternatives = alternatives;

    /// <summary>Reads a pattern; one without a slash means names in any folder.</summary>
    /// <exception cref="ToolRefusedException">It is none.</exception>
    public static GlobPattern Parse(string text)
    {
        if (Problem(text) is { } problem)
            throw new ToolRefusedException($"{(text.Length <= LongestShown ? text : "That")} is no valid pattern: {problem}");
        var expanded = new List<string>();
        Expand(text.StartsWith("./", StringComparison.Ordinal) ? text[2..] : text, expanded);
        if (expanded.Exists(LeadsElsewhere))
            throw new ToolRefusedException($"{(text.Length <= LongestShown ? text : "That")} is no valid pattern: {Elsewhere}");
        return new([.. expanded.Select(one => (one.Contains('/', StringComparison.Ordinal) ? one : "**/" + one).Split('/', StringSplitOptions.RemoveEmptyEntries))]);
    }

    /// <summary>Whether a path matches.</summary>
    /// <param name="names">The names on the way.</param>
    /// <param name="goesOn">Asked every now and then; false ends the match, which then is none. Null for as long as it takes.</param>
    public bool Matches(IReadOnlyList<string> names, Func<bool>? goesOn = null) => alternatives.Any(parts => Matches(parts, names, goesOn));

    private static string? Problem(string text)
    {
        if (text.Length is 0 or > Longest)
            return "it is empty or too long.";
        if (LeadsElsewhere(text))
            return Elsewhere;
        if (!IsClosed(text, '{', '}'))
            return "a brace is not closed or not opened, as in {a,b}. For a brace in a name write ?.";
        return IsClosed(text, '[', ']') ? null : "a bracket is not closed or not opened. Brackets stand for themselves here; write {a,b} for either of two, ? for any one character.";
    }

    private static bool LeadsElsewhere(string text) => text.StartsWith('/') || text.Split('/').Contains("..", StringComparer.Ordinal);

    private static bool IsClosed(string text, char opening, char closing)
    {
        var depth = 0;
        foreach (var character in text)
        {
            depth += character == opening ? 1 : character == closing ? -1 : 0;
            if (depth < 0)
                return false;
        }

        return depth == 0;
    }

    /// <summary>Row by row, so that any number of <c>**</c> takes time in proportion to both lengths.</summary>
    private static bool Matches(string[] parts, IReadOnlyList<string> names, Func<bool>? goesOn)
    {
        var row = new bool[names.Count + 1];
        row[0] = true;
        foreach (var part in parts)
        {
            if (goesOn?.Invoke() == false)
                return false;
            var next = new bool[names.Count + 1];
            if (part is "**")
            {
                for (var (i, any) = (0, false); i <= names.Count; i++)
                    next[i] = any |= row[i];
            }
            else
            {
                for (var i = 1; i <= names.Count; i++)
                    next[i] = row[i - 1] && MatchesName(part, names[i - 1]);
            }

            row = next;
        }

        return row[names.Count];
    }

    /// <summary>Whether a name matches a part. What fails goes back to the last star alone, so it takes no more steps than the product of both lengths.</summary>
    private static bool MatchesName(string part, string name)
    {
        var (i, j, star, from) = (0, 0, -1, 0);
        while (j < name.Length)
        {
            if (i < part.Length && part[i] == '*')
            {
                (star, from) = (i++, j);
            }
            else if (i < part.Length && (part[i] == '?' || part[i] == name[j]))
            {
                i++;
                j++;
            }
            else if (star >= 0)
            {
                (i, j) = (star + 1, ++from);
            }
            else
            {
                return false;
            }
        }

        while (i < part.Length && part[i] == '*')
            i++;
        return i == part.Length;
    }

    private static void Expand(string text, List<string> expanded)
    {
        var open = text.LastIndexOf('{');
        var close = open < 0 ? -1 : text.IndexOf('}', open);
        if (close < 0)
        {
            if (expanded.Count >= MostAlternatives)
                throw new ToolRefusedException("The pattern has too many alternatives.");
            expanded.Add(text);
            return;
        }

        foreach (var choice in text[(open + 1)..close].Split(','))
            Expand(text[..open] + choice + text[(close + 1)..], expanded);
    }
}
