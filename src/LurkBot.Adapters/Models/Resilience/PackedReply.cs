using System.IO.Compression;

namespace LurkBot.Models;

/// <summary>Unpacks a reply that is packed although nobody asked for that: some proxies do it.</summary>
internal static class PackedReply
{
    /// <summary>Wraps what comes.</summary>
    /// <param name="content">Its headers name the encodings.</param>
    /// <param name="packed">Its bytes.</param>
    /// <returns>The bytes as they were before; those of an encoding that is not known stay.</returns>
    public static Stream Unpack(HttpContent content, Stream packed) =>
        content.Headers.ContentEncoding.Reverse().Aggregate(packed, (stream, encoding) => encoding.Trim().ToUpperInvariant() switch
        {
            "GZIP" or "X-GZIP" => new GZipStream(stream, CompressionMode.Decompress),
            "DEFLATE" => new ZLibStream(stream, CompressionMode.Decompress),
            "BR" => new BrotliStream(stream, CompressionMode.Decompress),
            _ => stream,
        });
}
