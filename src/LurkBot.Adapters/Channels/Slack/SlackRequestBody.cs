using System.Net;
using System.Net.Http.Headers;

namespace LurkBot.Channels;

/// <summary>The body of a request; it knows whether it began to leave. A request whose body never did has no effect. Only methods that may be called twice have an empty one: without a body the HTTP client repeats a request (CHANNELS N4).</summary>
internal sealed class SlackRequestBody : HttpContent
{
    private readonly HttpContent inner;
    private volatile bool hasLeft;

    private SlackRequestBody(HttpContent inner)
    {
        this.inner = inner;
        Headers.ContentType = inner.Headers.ContentType;
    }

    /// <summary>Whether any of it was written to a connection.</summary>
    public bool HasLeft => hasLeft;

    /// <summary>Parameters: every method takes them as a form, those that read take nothing else.</summary>
    /// <param name="parameters">The parameters; objects as JSON. Those that are null are left out.</param>
    public static SlackRequestBody Form(IEnumerable<(string Name, string? Value)> parameters) =>
        new(new FormUrlEncodedContent(parameters.Where(parameter => parameter.Value is not null).Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value!))));

    /// <summary>The bytes of a file.</summary>
    /// <param name="content">The bytes.</param>
    public static SlackRequestBody Bytes(ReadOnlyMemory<byte> content)
    {
        var body = new ReadOnlyMemoryContent(content);
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new SlackRequestBody(body);
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
}
