using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A bot's account and what the server keeps for it.</summary>
internal sealed class ServerBot(string token, ServerUser user, TimeProvider time, Action changed)
{
    public string Token { get; } = token;

    public ServerUser User { get; } = user;

    public long Id => User.Id;

    public string Username => User.Username!;

    /// <summary>Whether privacy mode is off.</summary>
    public bool CanReadAllGroupMessages { get; set; }

    public bool HasTopicsEnabled { get; set; }

    public bool AllowsUsersToCreateTopics { get; set; }

    public bool SupportsGuestQueries { get; set; }

    /// <summary>Whether bots may write to it.</summary>
    public bool SeesBots { get; set; }

    public UpdateQueue Updates { get; } = new(time, changed);

    public FloodLimits Flood { get; } = new();

    /// <summary>The command menus, by scope and language.</summary>
    public Dictionary<string, JsonArray> Commands { get; } = new(StringComparer.Ordinal);

    /// <summary>Presses on buttons, by the id of their query.</summary>
    public Dictionary<string, ServerCallback> Callbacks { get; } = new(StringComparer.Ordinal);

    /// <summary>Guest queries and the answers to them; null for none yet.</summary>
    public Dictionary<string, string?> GuestQueries { get; } = new(StringComparer.Ordinal);

    /// <summary>The user object of <c>getMe</c>.</summary>
    public JsonObject ToJson()
    {
        var json = User.ToJson();
        json["can_join_groups"] = true;
        json["can_read_all_group_messages"] = CanReadAllGroupMessages;
        json["supports_guest_queries"] = SupportsGuestQueries;
        json["supports_inline_queries"] = false;
        json["can_connect_to_business"] = true;
        json["has_main_web_app"] = false;
        json["has_topics_enabled"] = HasTopicsEnabled;
        json["allows_users_to_create_topics"] = AllowsUsersToCreateTopics;
        json["can_manage_bots"] = false;
        json["supports_join_request_queries"] = false;
        return json;
    }

    /// <summary>Whether an update about this message comes to the bot: privacy mode hides most of a group from it.</summary>
    public bool Sees(ServerMessage message)
    {
        var chat = message.Chat;
        if (message.From == Id)
            return false;
        if (chat.IsPrivate)
            return chat.Bot == this;
        if (!chat.IsMember(Id))
            return false;
        if ((bool?)message.Json["from"]?["is_bot"] is true && message.Json["sender_chat"] is null)
            return SeesBots && IsAddressed(message);
        return !chat.IsGroup || CanReadAllGroupMessages || chat.IsAdministrator(Id) || IsService(message) || IsAddressed(message);
    }

    private static bool IsService(ServerMessage message) =>
        message.Json.Any(field => field.Key is "new_chat_members" or "left_chat_member" or "group_chat_created" or "migrate_to_chat_id"
            or "migrate_from_chat_id" or "pinned_message" or "new_chat_title" || field.Key.StartsWith("forum_topic_", StringComparison.Ordinal));

    private bool IsAddressed(ServerMessage message)
    {
        // What starts a topic is not meant by a message in it that replies to nothing.
        if (message.Json["reply_to_message"] is JsonObject replied && (long?)replied["from"]?["id"] == Id && replied["forum_topic_created"] is null)
            return true;
        foreach (var entity in message.Entities)
        {
            if ((string?)entity!["type"] != "bot_command" || (int)entity["offset"]! != 0)
                continue;
            var command = message.Text[..(int)entity["length"]!];
            var at = command.IndexOf('@', StringComparison.Ordinal);
            return at < 0 || command[(at + 1)..].Equals(Username, StringComparison.OrdinalIgnoreCase);
        }

        return false;
    }
}
