using System.Text.Json;

namespace LurkBot.Channels;

/// <summary>A file of Slack.</summary>
internal sealed record SlackFile
{
    public string? Id { get; init; }

    public string? Name { get; init; }

    public string? Title { get; init; }

    public string? Mimetype { get; init; }

    public long? Size { get; init; }

    /// <summary>Such as <c>hosted</c>, <c>external</c>, <c>tombstone</c>, <c>hidden_by_limit</c>.</summary>
    public string? Mode { get; init; }

    public string? UrlPrivateDownload { get; init; }

    public string? UrlPrivate { get; init; }

    /// <summary>Where it was shared: kind, channel, list of <c>ts</c>.</summary>
    public JsonElement? Shares { get; init; }
}
