using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A chat: private (one per person and bot), basic group, supergroup or channel.</summary>
internal sealed class ServerChat(long id, string type)
{
    private static readonly string[] AdministratorRights =
    [
        "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members", "can_change_info",
        "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics", "can_send_welcome_messages",
    ];

    private static readonly string[] RestrictedRights =
    [
        "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes", "can_send_voice_notes",
        "can_send_polls", "can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info",
        "can_invite_users", "can_pin_messages", "can_manage_topics",
    ];

    public long Id { get; } = id;

    /// <value>private, group, supergroup or channel.</value>
    public string Type { get; } = type;

    public string? Title { get; set; }

    public string? Username { get; set; }

    public bool IsForum { get; set; }

    /// <summary>The person of a private chat.</summary>
    public ServerUser? User { get; init; }

    /// <summary>The bot of a private chat.</summary>
    public ServerBot? Bot { get; init; }

    /// <summary>The connection through which a bot answers in this chat of another account.</summary>
    public string? BusinessConnection { get; init; }

    /// <summary>The supergroup that this basic group became.</summary>
    public ServerChat? MigratedTo { get; set; }

    /// <summary>The status of each member, by user id: creator, administrator, member, restricted, left or kicked.</summary>
    public Dictionary<long, string> Members { get; } = [];

    public List<ServerTopic> Topics { get; } = [];

    public List<ServerMessage> Messages { get; } = [];

    public int NextMessageId { get; set; } = 1;

    public int NextEphemeralId { get; set; } = 1;

    public bool IsPrivate => Type == "private";

    public bool IsGroup => Type is "group" or "supergroup";

    public bool HasTopics => IsForum || (IsPrivate && Bot is { HasTopicsEnabled: true });

    public string Status(long user) => Members.GetValueOrDefault(user, "left");

    public bool IsAdministrator(long user) => Status(user) is "creator" or "administrator";

    public bool IsMember(long user) => Status(user) is not ("left" or "kicked");

    public ServerMessage? Find(long messageId) =>
        messageId <= 0 ? null : Messages.Find(message => message.Id == messageId && !message.IsDeleted);

    public ServerTopic? Topic(long id) => Topics.Find(topic => topic.Id == id && !topic.IsDeleted);

    /// <summary>Deletes a topic and what was said in it.</summary>
    public void Delete(ServerTopic topic)
    {
        topic.IsDeleted = true;
        foreach (var message in Messages.Where(message => message.ThreadId == topic.Id))
            message.IsDeleted = true;
    }

    /// <summary>The ChatMember object of an account.</summary>
    public JsonObject MemberJson(ServerUser user)
    {
        var status = Status(user.Id);
        var json = new JsonObject { ["user"] = user.ToJson(), ["status"] = status };
        switch (status)
        {
            case "creator":
                json["is_anonymous"] = false;
                break;
            case "kicked":
                json["until_date"] = 0;
                break;
            case "restricted":
                json["is_member"] = true;
                foreach (var right in RestrictedRights)
                    json[right] = false;
                json["until_date"] = 0;
                break;
            case "administrator":
                (json["can_be_edited"], json["is_anonymous"]) = (false, false);
                foreach (var right in AdministratorRights)
                    json[right] = true;
                break;
        }

        return json;
    }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["id"] = Id, ["type"] = Type };
        if (User is not null)
        {
            json["first_name"] = User.Name;
            if (User.Username is not null)
                json["username"] = User.Username;
            return json;
        }

        json["title"] = Title;
        if (Username is not null)
            json["username"] = Username;
        if (IsForum)
            json["is_forum"] = true;
        return json;
    }
}
