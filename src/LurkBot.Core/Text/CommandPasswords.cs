using System.Text.RegularExpressions;

namespace LurkBot.Text;

/// <summary>Passwords on command lines, where a letter stands for their name.</summary>
internal static partial class CommandPasswords
{
    private const int ShortestUserToken = 8;

    /// <summary>Adds where they stand in a text.</summary>
    public static void Find(string text, List<(int Start, int End)> spans)
    {
        foreach (var match in Flag().EnumerateMatches(text))
        {
            var end = match.Index + match.Length;
            while (end < text.Length && !char.IsWhiteSpace(text[end]) && text[end] is not ('"' or '\'' or ';' or '|' or '&'))
                end++;
            // docker run -u 1000:1000
            if (!text.AsSpan(match.Index + match.Length, end - match.Index - match.Length).ContainsAnyExceptInRange('0', '9'))
                continue;
            spans.Add((match.Index + match.Length, end));
        }

        foreach (var match in AddressUser().EnumerateMatches(text))
        {
            var (start, length) = (match.Index + 3, match.Length - 4);
            if (length >= ShortestUserToken && text.AsSpan(start, length).ContainsAnyInRange('0', '9'))
                spans.Add((start, start + length));
        }
    }

    /// <summary>curl -u name:…, sshpass -p …, mysql -p…, up to where the password begins.</summary>
    [GeneratedRegex("[ \\t](?:-u|--user)[ \\t=]{1,4}[\"']?[^\\s:\"'/]{1,64}:|\\bsshpass[ \\t]+-p[ \\t]{0,4}|\\bmysql[a-z]{0,8}[ \\t](?:[^\\n;|&]{0,100}[ \\t])?-p", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Flag();

    /// <summary>A token in the place of a user: <c>https://token@host</c>.</summary>
    [GeneratedRegex("://[^\\s/:@?#\"'<>]{8,}@", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex AddressUser();
}
