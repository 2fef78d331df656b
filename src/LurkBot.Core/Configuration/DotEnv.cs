namespace LurkBot.Configuration;

/// <summary>Reads the lines of a <c>.env</c> file.</summary>
internal static class DotEnv
{
    /// <summary>Reads <c>NAME=VALUE</c> lines; <c>export</c>, comments and quotes are understood.</summary>
    /// <returns>The values, and one message for each line that is wrong; messages never show values.</returns>
    public static (Dictionary<string, string?> Values, List<string> Errors) Read(IEnumerable<string> lines, string path)
    {
        var (values, errors) = (new Dictionary<string, string?>(StringComparer.Ordinal), new List<string>());
        var number = 0;
        foreach (var raw in lines)
        {
            number++;
            var line = raw.Trim().TrimStart('\uFEFF');
            if (line.Length == 0 || line[0] == '#')
                continue;
            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line[7..].TrimStart();
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? "" : line[..equals].TrimEnd();
            if (name.Length == 0 || name.Any(character => !char.IsAsciiLetterOrDigit(character) && character != '_'))
                errors.Add($"{path}, line {number}: expected NAME=VALUE.");
            else if (Unquote(line[(equals + 1)..].Trim()) is { } value)
                values[name] = value;
            else
                errors.Add($"{path}, line {number}: the quotes of {name} do not close, or something follows them.");
        }

        return (values, errors);
    }

    private static string? Unquote(string text)
    {
        if (text.Length == 0 || text[0] is not ('"' or '\''))
        {
            var comment = text.IndexOf(" #", StringComparison.Ordinal);
            return comment < 0 ? text : text[..comment].TrimEnd();
        }

        var quote = text[0];
        var end = text.IndexOf(quote, 1);
        var rest = end < 0 ? "" : text[(end + 1)..].TrimStart();
        return end < 0 || (rest.Length > 0 && rest[0] != '#') ? null : text[1..end];
    }
}
