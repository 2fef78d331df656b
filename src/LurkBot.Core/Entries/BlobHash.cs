using System.Buffers;
using System.Security.Cryptography;

namespace LurkBot.Entries;

/// <summary>Names of blobs: the SHA-256 of their bytes as 64 lower-case hexadecimal digits.</summary>
internal static class BlobHash
{
    private const int Length = 64;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>The name of some bytes.</summary>
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Whether a text can name a blob; anything else never becomes a part of a path.</summary>
    public static bool IsValid(string text) => text.Length == Length && !text.AsSpan().ContainsAnyExcept(Digits);

    /// <summary>The blobs that an entry speaks of.</summary>
    /// <returns>Texts from the file, which need not be valid names.</returns>
    public static IEnumerable<string> In(Entry entry) => entry switch
    {
        ToolEntry { Blob: { } blob } => [blob],
        UserEntry { Attachments: { Count: > 0 } attachments } => attachments.Where(attachment => attachment.Blob.Length > 0).Select(attachment => attachment.Blob),
        AttachmentEntry { Blob: { } blob } => [blob],
        _ => [],
    };
}
