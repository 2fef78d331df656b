using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Simulation;

/// <summary>The network between a process and the Bot API server: it delays, loses and breaks requests and answers.</summary>
internal sealed class SimTransport(SimProcess process, SimWorld world) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var method = request.RequestUri!.AbsolutePath.Split('/')[^1];
        var (random, manners) = (world.Clock.Random, world.Manners);
        var luck = world.IsCalm ? 1 : random.NextDouble();
        await process.PassAsync().WaitAsync(cancellationToken);
        if ((luck -= manners.Lost / 2) < 0)
            throw new HttpRequestException("No connection.");
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if ((luck -= manners.Errors / 3) < 0)
            return Answer(502, "<html>Bad Gateway</html>", "text/html");
        if ((luck -= manners.Errors / 3) < 0)
            return Answer(429, $$$"""{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 3","parameters":{"retry_after":{{{random.Next(1, 20)}}}}}""");
        var (status, answer) = await AskAsync(request, method, body, cancellationToken);
        world.Saw(request.Method == HttpMethod.Get ? "file" : method, request.Content?.Headers.ContentType?.MediaType, body, answer);
        await process.PassAsync().WaitAsync(cancellationToken);
        if ((luck -= manners.Lost / 2) < 0)
            throw new HttpRequestException("The connection broke.", new IOException("reset"));
        return (luck - (manners.Errors / 3)) < 0 ? Answer(500, answer[..(answer.Length / 2)]) : Answer(status, answer);
    }

    private async Task<(int Status, byte[] Body)> AskAsync(HttpRequestMessage request, string method, byte[] body, CancellationToken cancellationToken)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(process.Killed, cancellationToken);
        var answer = new MemoryStream();
        var context = new DefaultHttpContext
        {
            Request =
            {
                Method = request.Method.Method,
                Path = request.RequestUri!.AbsolutePath,
                ContentType = request.Content?.Headers.ContentType?.ToString(),
                ContentLength = body.Length,
                Body = new MemoryStream(body),
            },
            Response = { Body = answer },
            RequestAborted = gone.Token,
        };
        if (method is "getUpdates")
            world.Acknowledged(body);
        await world.Server.HandleAsync(context);
        cancellationToken.ThrowIfCancellationRequested();
        return (context.Response.StatusCode, answer.ToArray());
    }

    private static HttpResponseMessage Answer(int status, string body, string type = "application/json") => Answer(status, Encoding.UTF8.GetBytes(body), type);

    private static HttpResponseMessage Answer(int status, byte[] body, string type = "application/json") => new((HttpStatusCode)status)
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } },
    };
}
