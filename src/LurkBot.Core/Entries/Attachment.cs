namespace LurkBot.Entries;

/// <summary>A file that came with a message; its bytes are a blob beside the history.</summary>
/// <param name="Name">Its name as the sender gave it; never a path of ours.</param>
/// <param name="MediaType">What it is, such as <c>image/png</c>; empty when unknown.</param>
/// <param name="Size">Its length in bytes; 0 when unknown.</param>
/// <param name="Blob">The name of its bytes, see <see cref="BlobHash"/>; empty when they are not kept.</param>
public sealed record Attachment(string Name, string MediaType, long Size, string Blob)
{
    /// <summary>Fields that this version does not know.</summary>
    public IReadOnlyList<UnknownField> Unknown { get; init; } = [];
}
