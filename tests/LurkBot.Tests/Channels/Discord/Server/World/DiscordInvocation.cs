using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>An interaction: a person used a command or pressed a button. The bot has three seconds to answer, and a token for 15 minutes.</summary>
internal sealed class DiscordInvocation(string id, DiscordBot bot, DiscordAccount user, DiscordRoom room, int type, DateTimeOffset time)
{
    public string Id { get; } = id;

    public string Token { get; } = $"aW50ZXJhY3Rpb246{id}test";

    public DiscordBot Bot { get; } = bot;

    public DiscordAccount User { get; } = user;

    public DiscordRoom Room { get; } = room;

    /// <summary>2 for a command, 3 for a button.</summary>
    public int Type { get; } = type;

    public DateTimeOffset Time { get; } = time;

    /// <summary>The message with the button.</summary>
    public DiscordPost? Pressed { get; init; }

    public string? CommandName { get; init; }

    /// <summary>The type of the bot's first answer; null while there is none.</summary>
    public int? Answer { get; set; }

    /// <summary>The first message of the bot, that @original means.</summary>
    public DiscordPost? Original { get; set; }

    /// <summary>Whether the person sees "thinking…".</summary>
    public bool IsThinking => Original is { IsLoading: true };

    /// <summary>Whether the person is told that the application did not respond.</summary>
    public bool HasFailed(DateTimeOffset now) => Answer is null && now - Time > TimeSpan.FromSeconds(3);

    public JsonObject ToMetadata()
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["type"] = Type,
            ["user"] = User.ToJson(),
            ["authorizing_integration_owners"] = new JsonObject { ["0"] = Room.Guild?.Id ?? "0" },
        };
        if (Pressed is not null)
            json["interacted_message_id"] = Pressed.Id;
        return json;
    }
}
