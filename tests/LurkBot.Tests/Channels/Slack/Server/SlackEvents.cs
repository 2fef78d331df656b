using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Tells apps what happens: each hears the events that it is subscribed to, has the scope for and is a member for.</summary>
internal sealed class SlackEvents(SlackWorld world, SocketHub sockets)
{
    /// <summary>A message that is new.</summary>
    public void Said(WorkspaceMessage message)
    {
        Message(message.Channel, SlackWorld.ToJson(message, withMetadata: false), message);
        foreach (var app in world.Apps.Where(app => !message.Channel.IsDirect && message.Channel.Has(app.User) && message.BotId != app.BotId && !IsService(message)
            && SlackText.Mentions(message.Text).Contains(app.User.Id, StringComparer.Ordinal)))
        {
            var mention = SlackWorld.ToJson(message, withMetadata: false);
            mention["type"] = "app_mention";
            mention.Remove("subtype");
            mention["channel"] = message.Channel.Id;
            mention["event_ts"] = message.Ts;
            Send(app, "app_mention", "app_mentions:read", mention);
        }
    }

    /// <summary>A message that changed: by an edit, or in a way that nobody sees, such as replies or a preview.</summary>
    public void Edited(WorkspaceMessage message, JsonObject previous)
    {
        Message(message.Channel, new JsonObject
        {
            ["type"] = "message",
            ["subtype"] = "message_changed",
            ["hidden"] = true,
            ["message"] = SlackWorld.ToJson(message, withMetadata: false),
            ["previous_message"] = previous.DeepClone(),
            ["ts"] = world.NewTs(),
        }, message);
    }

    public void Deleted(WorkspaceMessage message, JsonObject previous)
    {
        Message(message.Channel, new JsonObject
        {
            ["type"] = "message",
            ["subtype"] = "message_deleted",
            ["hidden"] = true,
            ["deleted_ts"] = message.Ts,
            ["previous_message"] = previous.DeepClone(),
            ["ts"] = world.NewTs(),
        }, message);
    }

    /// <summary>An event about a conversation, for the apps in it.</summary>
    public void InChannel(WorkspaceChannel channel, string name, string scope, JsonObject content)
    {
        content["type"] = name;
        content["event_ts"] ??= world.NewTs();
        foreach (var app in world.Apps.Where(app => channel.Has(app.User)))
            Send(app, name, scope, content);
    }

    /// <summary>An event for one app. An empty scope needs none.</summary>
    public SocketEnvelope? Send(WorkspaceApp app, string subscription, string scope, JsonObject content)
    {
        if (!app.Events.Contains(subscription) || (scope.Length > 0 && !app.Scopes.Contains(scope)))
            return null;
        return sockets.Send(app, "events_api", new JsonObject
        {
            ["token"] = "verification",
            ["team_id"] = world.Team,
            ["context_team_id"] = world.Team,
            ["context_enterprise_id"] = null,
            ["api_app_id"] = app.Id,
            ["event"] = content.DeepClone(),
            ["type"] = "event_callback",
            ["event_id"] = world.NewId("Ev"),
            ["event_time"] = world.Now.ToUnixTimeSeconds(),
            ["authorizations"] = new JsonArray(new JsonObject
            {
                ["enterprise_id"] = null,
                ["team_id"] = world.Team,
                ["user_id"] = app.User.Id,
                ["is_bot"] = true,
                ["is_enterprise_install"] = false,
            }),
            ["is_ext_shared_channel"] = content["channel"] is JsonValue channel && world.Channels.Exists(known => known.Id == (string?)channel && known.IsShared),
            ["event_context"] = $"4-{world.NewId("ctx")}",
        });
    }

    private void Message(WorkspaceChannel channel, JsonObject content, WorkspaceMessage message)
    {
        // Replies in the events of a message itself come with no counts of other messages.
        content.Remove("reactions");
        content["channel"] = channel.Id;
        content["channel_type"] = channel.EventType;
        content["event_ts"] = (string?)content["ts"] ?? message.Ts;
        var subscription = "message." + (channel.Kind is ConversationKind.Public or ConversationKind.Private ? channel.Scope : channel.EventType);
        foreach (var app in world.Apps.Where(app => channel.Has(app.User)))
            Send(app, subscription, channel.Scope + ":history", content);
    }

    private static bool IsService(WorkspaceMessage message) => message.Subtype is not (null or "file_share" or "thread_broadcast" or "bot_message" or "me_message");
}
