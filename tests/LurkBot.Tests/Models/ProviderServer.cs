using System.Text.Json;
using LurkBot.Models;

namespace LurkBot.Tests.Models;

/// <summary>A provider of whatever wire it is asked on, behind its vendor's rules.</summary>
internal sealed class ProviderServer : IDisposable
{
    private readonly LoopbackServer server;
    private readonly IReadOnlyList<ProviderReply> replies;
    private int answered;

    /// <summary>Starts it.</summary>
    /// <param name="replies">What it says, one after the other.</param>
    public ProviderServer(params IReadOnlyList<ProviderReply> replies)
    {
        this.replies = replies;
        server = new LoopbackServer((path, body) => Answer(path, body));
    }

    /// <summary>The requests.</summary>
    public IReadOnlyList<string> Bodies => server.Bodies;

    /// <summary>Keys and addresses with which every model is served here.</summary>
    public ModelOptions Options => ModelFailureTests.Options(server.Address);

    public void Dispose() => server.Dispose();

    private (int Status, string Type, string Body) Answer(string path, string body)
    {
        var reply = replies[answered++];
        server.Headers.Clear();
        if (reply.RetryAfter is { } wait)
            server.Headers["Retry-After"] = wait;
        server.Breaks = reply.BreaksBefore is not null;
        var (status, type, text) = ProviderWire.Write(path, IsStreamed(path, body), reply);
        return (status, type, reply.BreaksBefore is { } piece ? text[..text.IndexOf(piece, StringComparison.Ordinal)] : text);
    }

    /// <summary>Ollama streams unless it is told not to.</summary>
    private static bool IsStreamed(string path, string body)
    {
        using var request = JsonDocument.Parse(body);
        return request.RootElement.TryGetProperty("stream", out var stream) ? stream.ValueKind == JsonValueKind.True : path is "/api/chat";
    }
}
