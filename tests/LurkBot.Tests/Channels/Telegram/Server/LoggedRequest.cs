using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A request that came, and how it was answered.</summary>
internal sealed class LoggedRequest
{
    public required string Token { get; init; }

    public required string Method { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>The HTTP verb and the kind of the body.</summary>
    public required string Encoding { get; init; }

    /// <summary>The parameters after decoding; null when they were not read.</summary>
    public JsonObject? Parameters { get; set; }

    public IReadOnlyDictionary<string, UploadedFile> Files { get; set; } = new Dictionary<string, UploadedFile>();

    /// <summary>The HTTP status; zero while no answer was sent.</summary>
    public int Status { get; set; }

    public string? Description { get; set; }
}
