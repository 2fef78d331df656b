using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Plain requests to the API, for tests whose clock no library knows.</summary>
internal sealed class DiscordRest : IDisposable
{
    private readonly DiscordStage stage;
    private readonly HttpClient http = new();

    public DiscordRest(DiscordStage stage)
    {
        this.stage = stage;
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bot " + DiscordStage.Token);
        http.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", "DiscordBot (https://lurk.example, 1.0)");
    }

    /// <summary>The headers of the last answer that begin with X-RateLimit, without that.</summary>
    public Dictionary<string, string> Limits { get; private set; } = [];

    /// <summary>Sends a request; gives the status and the body: an object, or a list under "list".</summary>
    public async Task<(int Status, JsonObject Body)> SendAsync(string route, object? body = null, string? agent = null)
    {
        var parts = route.Split(' ');
        using var request = new HttpRequestMessage(new HttpMethod(parts[0]), $"{stage.Server.BaseUrl}/api/v10{parts[1]}");
        if (body is not null)
            request.Content = JsonContent.Create(body);
        if (agent is not null)
            request.Headers.TryAddWithoutValidation("User-Agent", agent);
        using var answer = await http.SendAsync(request);
        Limits = answer.Headers.Where(header => header.Key.StartsWith("X-RateLimit-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(header => header.Key["X-RateLimit-".Length..], header => header.Value.Single(), StringComparer.OrdinalIgnoreCase);
        var text = await answer.Content.ReadAsStringAsync();
        var json = text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null;
        return ((int)answer.StatusCode, json as JsonObject ?? new JsonObject { ["list"] = json, ["text"] = text });
    }

    public async Task<int> DownloadAsync(string url)
    {
        using var answer = await http.GetAsync(url);
        return (int)answer.StatusCode;
    }

    public void Dispose() => http.Dispose();
}
