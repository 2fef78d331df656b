using System.Text.Json;

namespace LurkBot.Channels;

/// <summary>One frame of a socket: a greeting, a farewell, or an envelope (CHANNELS S2, S4, S7).</summary>
internal sealed record SlackFrame
{
    /// <summary>Such as <c>hello</c>, <c>disconnect</c>, <c>events_api</c>, <c>slash_commands</c>, <c>interactive</c>.</summary>
    public string? Type { get; init; }

    /// <summary>What an acknowledgement names; null in what needs none.</summary>
    public string? EnvelopeId { get; init; }

    /// <summary>What is in the envelope.</summary>
    public JsonElement Payload { get; init; }

    /// <summary>Why the server is about to close the socket.</summary>
    public string? Reason { get; init; }

    /// <summary>How many sockets the app has open, with this one.</summary>
    public int? NumConnections { get; init; }
}
