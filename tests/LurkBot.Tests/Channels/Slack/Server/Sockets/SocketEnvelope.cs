using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A payload on its way to an app, over one or several deliveries.</summary>
internal sealed class SocketEnvelope(WorkspaceApp app, string type, JsonObject payload)
{
    public WorkspaceApp App { get; } = app;

    /// <value>events_api, slash_commands or interactive.</value>
    public string Type { get; } = type;

    public JsonObject Payload { get; } = payload;

    /// <summary>The type of the event; null for no event.</summary>
    public string? Event => (string?)Payload["event"]?["type"];

    /// <summary>The ids under which it was sent, oldest first: each delivery has its own.</summary>
    public List<string> Ids { get; } = [];

    /// <summary>The connection of each delivery.</summary>
    public List<SocketConnection> Connections { get; } = [];

    /// <summary>How often it was tried before: the server tries again at once, after a minute and after five.</summary>
    public int Attempt { get; set; }

    public bool IsAcknowledged { get; set; }

    /// <summary>Whether the server gave up, or had no connection at all.</summary>
    public bool IsLost { get; set; }

    /// <summary>The payload of the acknowledgement.</summary>
    public JsonNode? Answer { get; set; }

    /// <summary>The press or command that it tells of.</summary>
    public WorkspaceInteraction? Interaction { get; init; }
}
