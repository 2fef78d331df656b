using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A request that came, and how it was answered.</summary>
internal sealed class SlackRequest
{
    /// <summary>The token; empty for none.</summary>
    public required string Token { get; init; }

    /// <summary>The method; upload, download, response_url or socket for the other addresses.</summary>
    public required string Method { get; init; }

    public required DateTimeOffset Time { get; init; }

    /// <summary>The HTTP verb and the kind of the body.</summary>
    public required string Encoding { get; init; }

    /// <summary>The arguments after decoding; null when they were not read.</summary>
    public JsonObject? Arguments { get; set; }

    /// <summary>The HTTP status; zero while no answer was sent.</summary>
    public int Status { get; set; }

    /// <summary>The name of the error; null for success.</summary>
    public string? Error { get; set; }
}
