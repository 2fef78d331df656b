using System.Text.Json;

namespace LurkBot.Channels;

/// <summary>What a program put beside a message (CHANNELS S21).</summary>
internal sealed record SlackMetadata
{
    public string? EventType { get; init; }

    public JsonElement? EventPayload { get; init; }
}
