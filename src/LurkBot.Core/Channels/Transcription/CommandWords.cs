using System.Text;

namespace LurkBot.Channels;

/// <summary>Splits a command that the owner set into words: blanks separate, quotation marks of both kinds hold together, and nothing else means anything.</summary>
internal static class CommandWords
{
    /// <summary>Splits a command.</summary>
    /// <param name="text">The command.</param>
    /// <returns>Null when a quotation mark is not closed, or there is no program.</returns>
    public static IReadOnlyList<string>? Parse(string text)
    {
        var (words, word, quote, isWord) = (new List<string>(), new StringBuilder(), '\0', false);
        foreach (var character in text)
        {
            if (quote != '\0' ? character == quote : character is '"' or '\'')
            {
                (quote, isWord) = (quote == '\0' ? character : '\0', true);
            }
            else if (quote == '\0' && char.IsWhiteSpace(character))
            {
                if (isWord)
                    words.Add(word.ToString());
                word.Clear();
                isWord = false;
            }
            else
            {
                word.Append(character);
                isWord = true;
            }
        }

        if (isWord)
            words.Add(word.ToString());
        return quote != '\0' || words.Count == 0 || words[0].Length == 0 || words.Exists(part => part.Contains('\0', StringComparison.Ordinal)) ? null : words;
    }
}
