namespace LurkBot.Entries;

/// <summary>A file of an earlier message arrived, or failed to; the content is what is said in it, as transcribed, and empty for everything else.</summary>
public sealed record AttachmentEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Attachment;

    /// <summary>The id of the message.</summary>
    public long? Of { get; init; }

    /// <summary>Which of the message's files, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The file's name; null when it is not known.</summary>
    public string? Name { get; init; }

    /// <summary>What its bytes are, such as <c>image/png</c>; null when they did not arrive.</summary>
    public string? MediaType { get; init; }

    /// <summary>Its length in bytes; 0 when they did not arrive.</summary>
    public long Size { get; init; }

    /// <summary>The hash of the file's bytes; null when they did not arrive.</summary>
    public string? Blob { get; init; }

    /// <summary>Why they did not arrive, or why nothing could be transcribed of what did; null when all is there.</summary>
    public string? Failed { get; init; }
}
