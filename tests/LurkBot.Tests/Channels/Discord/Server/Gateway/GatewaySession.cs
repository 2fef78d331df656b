using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A session of a bot: it outlives its connection for a while, and keeps its events for a resume.</summary>
internal sealed class GatewaySession(string id, DiscordBot bot, GatewayIntents intents)
{
    private readonly List<GatewayEvent> events = [];

    public string Id { get; } = id;

    public DiscordBot Bot { get; } = bot;

    public GatewayIntents Intents { get; } = intents;

    /// <summary>The number of the last event.</summary>
    public int Sequence { get; private set; }

    /// <summary>The connection; null while there is none.</summary>
    public GatewayConnection? Connection { get; set; }

    /// <summary>When the connection ended.</summary>
    public DateTimeOffset? LostAt { get; set; }

    /// <summary>Whether it can never be resumed.</summary>
    public bool IsOver { get; set; }

    /// <summary>All events, oldest first.</summary>
    public IReadOnlyList<GatewayEvent> Events => events;

    public GatewayEvent Add(string name, JsonObject content)
    {
        var added = new GatewayEvent(++Sequence, name, content);
        events.Add(added);
        return added;
    }
}
