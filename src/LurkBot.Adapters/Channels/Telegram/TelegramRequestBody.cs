using System.Net;
using System.Net.Http.Headers;

namespace LurkBot.Channels;

/// <summary>The JSON of a request; it knows whether it began to leave. A request whose body never did has no effect. It is never empty: without a body the HTTP client would repeat it (CHANNELS N4).</summary>
internal sealed class TelegramRequestBody : HttpContent
{
    private readonly byte[] json;
    private volatile bool hasLeft;

    public TelegramRequestBody(byte[] json)
    {
        this.json = json;
        Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
    }

    /// <summary>Whether any of it was written to a connection.</summary>
    public bool HasLeft => hasLeft;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        hasLeft = true;
        await stream.WriteAsync(json);
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        hasLeft = true;
        await stream.WriteAsync(json, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = json.Length;
        return true;
    }
}
