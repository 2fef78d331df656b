using System.Net;
using System.Text;
using System.Text.Json;

namespace LurkBot.Tests.Models;

/// <summary>A request to a <see cref="HeldModel"/> that waits for its answer.</summary>
/// <param name="context">The connection.</param>
/// <param name="body">What was asked.</param>
internal sealed class HeldRequest(HttpListenerContext context, string body)
{
    private bool hasBegun;

    /// <summary>What was asked.</summary>
    public string Body => body;

    /// <summary>Sends a piece of the reply and leaves the connection open.</summary>
    /// <param name="text">The piece.</param>
    public Task SendAsync(string text) => WriteAsync(
        $$"""data: {"id":"x","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":{{JsonSerializer.Serialize(text)}}},"finish_reason":null}]}""" + "\n\n");

    /// <summary>Sends the reply, or the rest of it.</summary>
    /// <param name="reply">The reply.</param>
    public async Task FinishAsync(ProviderReply reply)
    {
        await WriteAsync(ProviderWire.Write("/v1/chat/completions", stream: true, reply).Body);
        context.Response.Close();
    }

    /// <summary>Breaks the connection.</summary>
    public void Abort() => context.Response.Abort();

    private async Task WriteAsync(string events)
    {
        if (!hasBegun)
            (context.Response.ContentType, context.Response.SendChunked, hasBegun) = ("text/event-stream", true, true);
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(events));
        await context.Response.OutputStream.FlushAsync();
    }
}
