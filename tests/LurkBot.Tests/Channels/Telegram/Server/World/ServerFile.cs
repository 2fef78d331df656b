namespace LurkBot.Tests.Channels;

/// <summary>A file on the server. A size may be declared that the content does not have, to stand for a large file.</summary>
internal sealed record ServerFile(string FileId, string UniqueId, string Path, string? Name, string MimeType, byte[] Content, long Size)
{
    /// <summary>When the download link of <c>getFile</c> ends; it is valid for an hour.</summary>
    public DateTimeOffset LinkUntil { get; set; }
}
