using System.Text.Json;
using LurkBot.Configuration;

namespace LurkBot.Tests.Models;

/// <summary>A provider of whatever wire it is asked on, behind its vendor's rules: a request that these refuse fails the test.</summary>
internal sealed class ProviderServer : IDisposable
{
    private readonly LoopbackServer server;
    private readonly List<string> problems = [];
    private int answered;

    /// <summary>Starts it.</summary>
    /// <param name="replies">What it says, one after the other.</param>
    public ProviderServer(params IReadOnlyList<ProviderReply> replies) => server = new LoopbackServer((path, body) =>
    {
        if (WireValidator.Problem(path, body) is { } problem)
        {
            problems.Add($"{problem} {body}");
            return (400, "application/json", $$$"""{"error":{"message":{{{JsonSerializer.Serialize(problem)}}}}}""");
        }

        return ProviderWire.Write(path, IsStreamed(path, body), replies[answered++]);
    });

    /// <summary>The requests.</summary>
    public IReadOnlyList<string> Bodies => server.Bodies;

    /// <summary>Keys and addresses with which every model is served here.</summary>
    public ModelOptions Options => ModelFailureTests.Options(server.Address);

    public void Dispose()
    {
        server.Dispose();
        Assert.Empty(problems);
    }

    /// <summary>Ollama streams unless it is told not to.</summary>
    private static bool IsStreamed(string path, string body)
    {
        using var request = JsonDocument.Parse(body);
        return request.RootElement.TryGetProperty("stream", out var stream) ? stream.ValueKind == JsonValueKind.True : path is "/api/chat";
    }
}
