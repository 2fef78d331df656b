using System.Net;

namespace LurkBot.Tests.Models;

/// <summary>A web server on which only <c>/v1</c> is an API, and every other path is not there.</summary>
internal sealed class AnyPath : IDisposable
{
    private readonly HttpListener listener;
    private readonly Uri? api;
    private readonly string missing;
    private readonly Task loop;

    /// <summary>Starts it.</summary>
    /// <param name="api">Where requests beneath <c>/v1</c> are answered; null for nowhere.</param>
    /// <param name="missing">What it says of other paths.</param>
    public AnyPath(Uri? api, string missing)
    {
        (this.api, this.missing) = (api, missing);
        (listener, Address) = LoopbackServer.Listen();
        loop = RunAsync();
    }

    public Uri Address { get; }

    /// <summary>The list of models; null for none.</summary>
    public string? Models { get; init; }

    public int Requests { get; private set; }

    public void Dispose()
    {
        listener.Abort();
        loop.Wait();
    }

    private async Task RunAsync()
    {
        using var http = new HttpClient();
        while (true)
        {
            try
            {
                var context = await listener.GetContextAsync();
                Requests++;
                var (status, body) = await AnswerAsync(context.Request, http);
                context.Response.StatusCode = status;
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(body);
                context.Response.Close();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task<(int Status, byte[] Body)> AnswerAsync(HttpListenerRequest request, HttpClient http)
    {
        var path = request.Url!.AbsolutePath;
        if (path == "/v1/models" && Models is not null)
            return (200, System.Text.Encoding.UTF8.GetBytes(Models));
        if (api is null || !path.StartsWith("/v1/", StringComparison.Ordinal))
            return (404, System.Text.Encoding.UTF8.GetBytes(missing));
        using var content = new StreamContent(request.InputStream);
        using var response = await http.PostAsync(new Uri(api, path), content);
        return ((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync());
    }
}
