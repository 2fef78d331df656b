using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Simulation;

/// <summary>The network between a process and a platform: it delays, loses and breaks requests and answers.</summary>
internal sealed class SimTransport(SimProcess process, SimWorld world, SimPlatform platform) : HttpMessageHandler
{
    /// <summary>An answer.</summary>
    public static HttpResponseMessage Answer(int status, string body, string type = "application/json") => Answer(status, Encoding.UTF8.GetBytes(body), type);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (random, manners) = (world.Clock.Random, world.Manners);
        var luck = world.IsCalm ? 1 : random.NextDouble();
        await process.PassAsync().WaitAsync(cancellationToken);
        if ((luck -= manners.Lost / 2) < 0)
            throw new HttpRequestException("No connection.");
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        if ((luck -= manners.Errors / 3) < 0)
            return Answer(502, "<html>Bad Gateway</html>", "text/html");
        if ((luck -= manners.Errors / 3) < 0)
            return platform.Flood(random.Next(1, 20));
        var (response, answer) = await AskAsync(request, body, cancellationToken);
        if (platform.Trace(request, body) is { } line)
        {
            world.Trace($"{line} -> {(int)response.StatusCode} {Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(60, answer.Length)))}");
            world.People.Look(platform);
        }

        await process.PassAsync().WaitAsync(cancellationToken);
        if ((luck -= manners.Lost / 2) < 0)
            throw new HttpRequestException("The connection broke.", new IOException("reset"));
        return (luck - (manners.Errors / 3)) < 0 ? Answer(500, answer[..(answer.Length / 2)]) : response;
    }

    private async Task<(HttpResponseMessage Response, byte[] Body)> AskAsync(HttpRequestMessage request, byte[] body, CancellationToken cancellationToken)
    {
        using var connection = new SimConnection(process.Killed, cancellationToken);
        var answer = new MemoryStream();
        var context = new DefaultHttpContext
        {
            Request =
            {
                Method = request.Method.Method,
                Path = PathString.FromUriComponent(request.RequestUri!),
                QueryString = new QueryString(request.RequestUri!.Query),
                ContentType = request.Content?.Headers.ContentType?.ToString(),
                ContentLength = body.Length,
                Body = new MemoryStream(body),
            },
            Response = { Body = answer },
        };
        foreach (var (name, values) in request.Headers.NonValidated)
            context.Request.Headers[name] = values.ToString();
        connection.Serve(context);
        platform.Asked(request, body);
        await platform.HandleAsync(context);
        cancellationToken.ThrowIfCancellationRequested();
        if (connection.IsAborted)
            throw new HttpRequestException("The connection broke.", new IOException("reset"));
        var bytes = answer.ToArray();
        var response = Answer(context.Response.StatusCode, bytes, context.Response.ContentType);
        foreach (var (name, value) in context.Response.Headers)
            response.Headers.TryAddWithoutValidation(name, (string?)value);
        return (response, bytes);
    }

    private static HttpResponseMessage Answer(int status, byte[] body, string? type = "application/json")
    {
        var content = new ByteArrayContent(body);
        if (type is not null)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return new HttpResponseMessage((HttpStatusCode)status) { Content = content };
    }
}
