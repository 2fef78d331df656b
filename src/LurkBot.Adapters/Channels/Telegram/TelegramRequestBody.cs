using System.Net;
using System.Net.Http.Headers;

namespace LurkBot.Channels;

/// <summary>The body of a request; it knows whether it began to leave. A request whose body never did has no effect. It is never empty: without a body the HTTP client would repeat it (CHANNELS N4).</summary>
internal sealed class TelegramRequestBody : HttpContent
{
    private readonly HttpContent inner;
    private volatile bool hasLeft;

    private TelegramRequestBody(HttpContent inner)
    {
        this.inner = inner;
        Headers.ContentType = inner.Headers.ContentType;
    }

    /// <summary>Whether any of it was written to a connection.</summary>
    public bool HasLeft => hasLeft;

    /// <summary>A body of JSON.</summary>
    /// <param name="json">The JSON.</param>
    public static TelegramRequestBody Json(byte[] json)
    {
        var content = new ByteArrayContent(json);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        return new TelegramRequestBody(content);
    }

    /// <summary>A body with a file.</summary>
    /// <param name="fields">The other parameters.</param>
    /// <param name="field">The parameter that is the file.</param>
    /// <param name="name">The file's name; one line.</param>
    /// <param name="content">Its bytes.</param>
    public static TelegramRequestBody Upload(IEnumerable<(string Name, string Value)> fields, string field, string name, ReadOnlyMemory<byte> content)
    {
        var form = new MultipartFormDataContent();
        foreach (var (parameter, value) in fields)
            form.Add(new StringContent(value) { Headers = { ContentType = null } }, parameter);
        var file = new ReadOnlyMemoryContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        // As browsers and Telegram write names: in UTF-8 as it is.
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{field}\"; filename=\"{Latin(name.Replace('"', '\''))}\"");
        form.Add(file);
        return new TelegramRequestBody(form);
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
