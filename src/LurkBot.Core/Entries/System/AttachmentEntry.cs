namespace LurkBot.Entries;

/// <summary>A file of an earlier message arrived, or failed to.</summary>
public sealed record AttachmentEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Attachment;

    /// <summary>The id of the message.</summary>
    public long? Of { get; init; }

    /// <summary>The hash of the file's bytes; null when they did not arrive.</summary>
    public string? Blob { get; init; }

    /// <summary>Why they did not arrive; null when they did.</summary>
    public string? Failed { get; init; }
}
