using LurkBot.Entries;

namespace LurkBot.Import;

/// <summary>A conversation's title, kept in the first line of the session's document.</summary>
internal static class ImportedTitle
{
    private const int Longest = 500;

    /// <summary>The title as it is kept: null when there is none, cut when it is far too long for one.</summary>
    public static string? Of(string? title, ImportNotes notes)
    {
        if (string.IsNullOrWhiteSpace(title) || title.Length <= Longest)
            return string.IsNullOrWhiteSpace(title) ? null : title;
        notes.Add($"titles of more than {Longest} characters, cut");
        return title[..(char.IsHighSurrogate(title[Longest - 1]) ? Longest - 1 : Longest)];
    }

    /// <summary>The field of the document that holds it.</summary>
    public static IReadOnlyList<UnknownField> Fields(string? title) => title is null ? [] : [new UnknownField("title", ImportJson.Quote(title))];
}
