using System.Text;
using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Context;

/// <summary>What a model sees of a message with files: the files by the names of their blobs, then the text. Pure; the bytes come later.</summary>
internal static class AttachedContents
{
    /// <summary>The scheme of the addresses that name blobs; they never leave the process.</summary>
    public const string Scheme = "lurkbot-blob";

    /// <summary>The property of a content that holds the file's name.</summary>
    public const string NameProperty = "lurkbot.name";

    private const int ImageTokens = 1600;
    private const int BytesPerToken = 3;
    private const int LongestName = 200;

    /// <summary>The types of images that every provider with eyes takes.</summary>
    public static readonly IReadOnlyList<string> ImageTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    /// <summary>The contents of a message; none when it says nothing.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="lines">The lines that say when it was said and who wrote it; null for none.</param>
    public static IList<AIContent> Of(UserEntry entry, string? lines = null)
    {
        var contents = new List<AIContent>();
        foreach (var attachment in entry.Attachments)
            contents.Add(Content(attachment));
        var text = string.IsNullOrWhiteSpace(entry.Content) ? "" : SpeakerLine.Escape(entry.Content);
        // Before the files, since they are the speaker's too.
        if (lines is not null && contents.Count > 0)
            contents.Insert(0, new TextContent(lines + "\n"));
        else if (lines is not null && text.Length > 0)
            text = $"{lines}\n{text}";
        if (text.Length > 0)
            contents.Add(new TextContent(text));
        return contents;
    }

    /// <summary>A cautious estimate of the tokens of an entry's files.</summary>
    public static long EstimateTokens(Entry entry)
    {
        var tokens = 0L;
        if (entry is not UserEntry user)
            return tokens;
        foreach (var attachment in user.Attachments)
            tokens += attachment.Transcript is { } words ? Encoding.UTF8.GetByteCount(words) / BytesPerToken : string.Equals(attachment.MediaType, FileType.Text, StringComparison.Ordinal) ? attachment.Size / BytesPerToken : ImageTokens;
        return tokens;
    }

    private static AIContent Content(Attachment attachment)
    {
        var name = OneLine(attachment.Name);
        var isSeen = string.Equals(attachment.MediaType, FileType.Text, StringComparison.Ordinal) || ImageTypes.Contains(attachment.MediaType, StringComparer.Ordinal);
        if (attachment.Transcript is { } words)
            return new TextContent($"[The recording {name} came with this message. What is said in it, as transcribed:]\n{SpeakerLine.Escape(words)}\n[End of {name}.]\n");
        return isSeen && BlobHash.IsValid(attachment.Blob)
            ? new UriContent(new Uri($"{Scheme}:{attachment.Blob}"), attachment.MediaType) { AdditionalProperties = new() { [NameProperty] = name } }
            : attachment.Reference is null && attachment.Problem is null ? new TextContent($"[The file {name} came with this message; it is not shown.]\n")
            : new TextContent($"[The file {name} came with this message; it is not shown: {OneLine(attachment.Problem ?? "it has not arrived yet")}]\n");
    }

    /// <summary>A name as one short line: a file's name says nothing else to the model.</summary>
    private static string OneLine(string name)
    {
        var line = string.Concat(name.Select(character => char.IsControl(character) ? ' ' : character));
        return line.Length <= LongestName ? line : string.Concat(line.AsSpan(0, LongestName), "…");
    }
}
