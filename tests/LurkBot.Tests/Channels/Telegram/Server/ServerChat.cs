using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A chat: private (one per person and bot), basic group, supergroup or channel.</summary>
internal sealed class ServerChat(long id, string type)
{
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
