namespace LurkBot.Text;

/// <summary>Writes words of a command so that a shell takes them as they are: a command that a message shows can be pasted.</summary>
internal static class ShellWord
{
    private const string Plain = "_-.:/@%+=,";

    /// <summary>One word, in single quotes where it needs them.</summary>
    /// <param name="word">The word.</param>
    public static string Quote(string word)
    {
        foreach (var character in word)
        {
            if (!char.IsAsciiLetterOrDigit(character) && !Plain.Contains(character, StringComparison.Ordinal))
                return $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
        }

        return word.Length == 0 ? "''" : word;
    }
}
