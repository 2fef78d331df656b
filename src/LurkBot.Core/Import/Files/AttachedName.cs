namespace LurkBot.Import;

/// <summary>Names of attached files: the last part of what an export says, never a path.</summary>
internal static class AttachedName
{
    private const int Longest = 120;

    /// <summary>A name without folders and control characters, and of bounded length.</summary>
    public static string Of(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        last = string.Concat(last.Select(character => char.IsControl(character) || char.IsSurrogate(character) ? '_' : character)).Trim();
        if (last.Length > Longest)
            last = last[..(Longest / 2)] + last[^(Longest / 2)..];
        return last.Trim('.', ' ').Length == 0 ? "file" : last;
    }

    /// <summary>How the name of a file of a type usually ends.</summary>
    public static string Extension(string type) => type switch
    {
        "image/png" => ".png",
        "image/jpeg" => ".jpg",
        "image/gif" => ".gif",
        "image/webp" => ".webp",
        "text/plain" => ".txt",
        "application/pdf" => ".pdf",
        _ => "",
    };
}
