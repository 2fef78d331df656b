namespace LurkBot.Entries;

/// <summary>Messages that are parts of one thing: an album, a text that a client cut, several messages forwarded at once (RULES LE4).</summary>
internal static class MessageParts
{
    private const string AlbumPrefix = "album:", PastePrefix = "paste:", ForwardPrefix = "forward:";

    /// <summary>An album.</summary>
    /// <param name="id">The platform's id of it.</param>
    public static string Album(string id) => AlbumPrefix + id;

    /// <summary>A text that a client cut at the platform's limit.</summary>
    /// <param name="first">The platform's id of the first part.</param>
    public static string Paste(string first) => PastePrefix + first;

    /// <summary>Messages that were forwarded together.</summary>
    /// <param name="first">The platform's id of the first.</param>
    public static string Forward(string first) => ForwardPrefix + first;

    /// <summary>Whether the parts make one text, without anything between them.</summary>
    /// <param name="partOf">What an entry says.</param>
    public static bool IsPaste(string? partOf) => partOf?.StartsWith(PastePrefix, StringComparison.Ordinal) == true;

    /// <summary>Whether the parts are an album.</summary>
    /// <param name="partOf">What an entry says.</param>
    public static bool IsAlbum(string? partOf) => partOf?.StartsWith(AlbumPrefix, StringComparison.Ordinal) == true;

    /// <summary>How long nothing must come after a part before it is answered.</summary>
    /// <param name="partOf">What an entry says; null for a message of its own.</param>
    public static TimeSpan QuietAfter(string? partOf) => partOf switch
    {
        null => TimeSpan.Zero,
        _ when IsAlbum(partOf) => TimeSpan.FromMilliseconds(1500),
        _ when IsPaste(partOf) => TimeSpan.FromSeconds(2),
        _ when partOf.StartsWith(ForwardPrefix, StringComparison.Ordinal) => TimeSpan.FromMilliseconds(100),
        _ => TimeSpan.Zero,
    };
}
