using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>An attachment. Its link is signed and ends a day after it was shown.</summary>
internal sealed class DiscordFile(string id, string room, string name, string? contentType, byte[] content)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    public string Id { get; } = id;

    public string Name { get; } = name;

    public string? ContentType { get; } = contentType;

    public byte[] Content { get; } = content;

    public string? Description { get; set; }

    /// <summary>Seconds and curve of a voice message.</summary>
    public double? Duration { get; init; }

    public string? Waveform { get; init; }

    public string Path => $"/attachments/{room}/{Id}/{Name}";

    public string Link(string root, DateTimeOffset now)
    {
        var (end, start) = ((now + Lifetime).ToUnixTimeSeconds(), now.ToUnixTimeSeconds());
        return string.Create(CultureInfo.InvariantCulture, $"{root}{Path}?ex={end:x}&is={start:x}&hm={Sign(end, start)}&");
    }

    public bool IsValid(string? ex, string? start, string? signature, DateTimeOffset now) =>
        long.TryParse(ex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var end) && long.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var from)
        && now.ToUnixTimeSeconds() < end && signature == Sign(end, from);

    public JsonObject ToJson(string root, DateTimeOffset now)
    {
        var json = new JsonObject { ["id"] = Id, ["filename"] = Name, ["size"] = Content.Length, ["url"] = Link(root, now), ["proxy_url"] = Link(root, now) };
        if (ContentType is not null)
            json["content_type"] = ContentType;
        if (Description is not null)
            json["description"] = Description;
        if (Duration is not null)
            (json["duration_secs"], json["waveform"]) = (Duration, Waveform);
        if (MediaFormat.Size(Content) is var (width, height))
            (json["width"], json["height"]) = (width, height);
        return json;
    }

    private string Sign(long end, long start) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Id} {end} {start} test"))));
}
