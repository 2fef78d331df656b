using System.Text;
using LurkBot.Models;

namespace LurkBot.Tests.Models;

/// <summary>Stands before another server and lets through only what the vendor's rules allow; a request that they refuse fails the test.</summary>
internal sealed class ValidatingProxy : IDisposable
{
    private readonly HttpClient http = new();
    private readonly LoopbackServer server;
    private readonly Uri target;

    public ValidatingProxy(Uri target)
    {
        this.target = target;
        server = new LoopbackServer((path, body) => Answer(path, body));
    }

    /// <summary>The requests.</summary>
    public IReadOnlyList<string> Bodies => server.Bodies;

    /// <summary>Keys and addresses with which every model is served here.</summary>
    public ModelOptions Options => ModelFailureTests.Options(server.Address);

    public void Dispose()
    {
        server.Dispose();
        http.Dispose();
    }

    private (int Status, string Type, string Body) Answer(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = http.Send(request, HttpCompletionOption.ResponseHeadersRead);
        server.Headers.Clear();
        if (response.Headers.TryGetValues("Retry-After", out var wait))
            server.Headers["Retry-After"] = wait.First();
        var text = new MemoryStream();
        response.Content.ReadAsStream().CopyTo(text);
        return ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString() ?? "application/json", Encoding.UTF8.GetString(text.ToArray()));
    }
}
