using System.Net;
using System.Net.Http.Headers;

namespace LurkBot.Channels;

/// <summary>
/// The body of a request; it knows whether it began to leave. A request whose body never did has no effect. Only a request that may be made twice has an empty
/// one: without a body the HTTP client repeats it (CHANNELS N4).
/// </summary>
internal sealed class PlatformRequestBody : HttpContent
{
    private readonly HttpContent inner;
    private volatile bool hasLeft;

    /// <summary>Takes a content; it is disposed of with this.</summary>
    /// <param name="inner">The content.</param>
    public PlatformRequestBody(HttpContent inner)
    {
        this.inner = inner;
        Headers.ContentType = inner.Headers.ContentType;
    }

    /// <summary>Whether any of it was written to a connection.</summary>
    public bool HasLeft => hasLeft;

    /// <summary>A content of JSON.</summary>
    /// <param name="json">The JSON, as UTF-8.</param>
    public static HttpContent Json(byte[] json) => new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } };

    /// <summary>A content of bytes.</summary>
    /// <param name="content">The bytes.</param>
    public static HttpContent Bytes(ReadOnlyMemory<byte> content) => new ReadOnlyMemoryContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };

    /// <summary>A file as a part of a form. Its name is written as browsers do: in UTF-8 as it is.</summary>
    /// <param name="field">The part's name.</param>
    /// <param name="name">The file's name; one line.</param>
    /// <param name="content">Its bytes.</param>
    public static HttpContent File(string field, string name, ReadOnlyMemory<byte> content)
    {
        var file = Bytes(content);
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{field}\"; filename=\"{Latin(name.Replace('"', '\''))}\"");
        return file;
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        hasLeft = true;
        await inner.CopyToAsync(stream, context);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        hasLeft = true;
        await inner.CopyToAsync(stream, context, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = inner.Headers.ContentLength ?? 0;
        return inner.Headers.ContentLength is not null;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Headers of parts are written as Latin-1: each byte of the UTF-8 as one character.</summary>
    private static string Latin(string name) => System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(name));
}
