using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace LurkBot.Channels;

/// <summary>The body of a request; it knows whether it began to leave. A request whose body never did has no effect. It is never empty: without a body the HTTP client would repeat it (CHANNELS N4).</summary>
internal sealed class DiscordRequestBody : HttpContent
{
    private readonly HttpContent inner;
    private volatile bool hasLeft;

    private DiscordRequestBody(HttpContent inner)
    {
        this.inner = inner;
        Headers.ContentType = inner.Headers.ContentType;
    }

    /// <summary>Whether any of it was written to a connection.</summary>
    public bool HasLeft => hasLeft;

    /// <summary>A body of JSON.</summary>
    /// <param name="value">The record.</param>
    /// <param name="type">How it is written.</param>
    public static DiscordRequestBody Json<T>(T value, JsonTypeInfo<T> type) => new(Content(value, type));

    /// <summary>A body with a file.</summary>
    /// <param name="value">The record.</param>
    /// <param name="type">How it is written.</param>
    /// <param name="name">The file's name; one line.</param>
    /// <param name="bytes">Its bytes.</param>
    public static DiscordRequestBody Upload<T>(T value, JsonTypeInfo<T> type, string name, ReadOnlyMemory<byte> bytes)
    {
        var form = new MultipartFormDataContent { { Content(value, type), "payload_json" } };
        var file = new ReadOnlyMemoryContent(bytes);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"files[0]\"; filename=\"{Latin(name.Replace('"', '\''))}\"");
        form.Add(file);
        return new DiscordRequestBody(form);
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

    private static ByteArrayContent Content<T>(T value, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    /// <summary>Headers of parts are written as Latin-1: each byte of the UTF-8 as one character.</summary>
    private static string Latin(string name) => System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(name));
}
