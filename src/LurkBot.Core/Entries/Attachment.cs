namespace LurkBot.Entries;

/// <summary>A file that came with a message; its bytes are a blob beside the history.</summary>
/// <param name="Name">Its name as the sender gave it; never a path of ours.</param>
/// <param name="MediaType">What it is, such as <c>image/png</c>; empty when unknown.</param>
/// <param name="Size">Its length in bytes; 0 when unknown.</param>
/// <param name="Blob">The name of its bytes, see <see cref="BlobHash"/>; empty when they are not kept.</param>
public sealed record Attachment(string Name, string MediaType, long Size, string Blob)
{
    /// <summary>The longest <see cref="Reference"/>, in UTF-16 code units.</summary>
    internal const int LongestReference = 512;

    /// <summary>By what its platform gives the bytes, which come after the message; see <see cref="AttachmentEntry"/>. Null when nothing is on its way.</summary>
    public string? Reference { get; init; }

    /// <summary>Why its bytes did not arrive, or why it could not be transcribed, when that is known; not stored.</summary>
    internal string? Problem { get; init; }

    /// <summary>What is said in it, as its <see cref="AttachmentEntry"/> has it; not stored.</summary>
    internal string? Transcript { get; init; }

    /// <summary>Whether its bytes are to come.</summary>
    internal bool IsOnItsWay => Reference is not null && Blob.Length == 0;

    /// <summary>Fields that this version does not know.</summary>
    public IReadOnlyList<UnknownField> Unknown { get; init; } = [];
}
