using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A request that came, and how it was answered.</summary>
internal sealed class DiscordRequest
{
    /// <summary>The route with its variable parts in braces, such as "POST /channels/{channel}/messages".</summary>
    public required string Route { get; init; }

    /// <summary>The path with the query.</summary>
    public required string Path { get; init; }

    public required DateTimeOffset Time { get; init; }

    public JsonNode? Body { get; set; }

    public IReadOnlyDictionary<string, UploadedFile> Files { get; set; } = new Dictionary<string, UploadedFile>(StringComparer.Ordinal);

    /// <summary>The HTTP status; zero while no answer was sent.</summary>
    public int Status { get; set; }

    /// <summary>The code in the body of a refusal.</summary>
    public int Code { get; set; }

    public string? Answer { get; set; }
}
