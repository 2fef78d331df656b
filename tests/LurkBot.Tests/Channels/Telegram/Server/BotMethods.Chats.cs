using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class BotMethods
{
    private JsonObject GetChat(BotCall call)
    {
        var json = Member(call).ToJson();
        json["accent_color_id"] = 0;
        json["max_reaction_count"] = 11;
        json["accepted_gift_types"] = new JsonObject
        {
            ["unlimited_gifts"] = false,
            ["limited_gifts"] = false,
            ["unique_gifts"] = false,
            ["premium_subscription"] = false,
            ["gifts_from_channels"] = false,
        };
        return json;
    }

    private JsonObject GetChatMember(BotCall call)
    {
        var (chat, id) = (Member(call), call.Integer("user_id") ?? 0);
        if (!world.Users.TryGetValue(id, out var user))
            throw BotApiException.BadRequest(id <= 0 ? "invalid user_id specified" : "user not found");
        return chat.MemberJson(user);
    }

    private JsonArray GetChatAdministrators(BotCall call)
    {
        var chat = Member(call);
        if (chat.IsPrivate)
            throw BotApiException.BadRequest("there are no administrators in the private chat");
        return new JsonArray([.. chat.Members.Keys.Where(chat.IsAdministrator).Select(id => world.Users[id]).Where(user => !user.IsBot || user.Id == call.Bot.Id || call.Flag("return_bots")).Select(chat.MemberJson)]);
    }

    private JsonNode? LeaveChat(BotCall call)
    {
        var chat = Member(call);
        if (chat.IsPrivate)
            throw BotApiException.BadRequest("chat member status can't be changed in private chats");
        chat.Members[call.Bot.Id] = "left";
        return true;
    }

    private JsonObject CreateForumTopic(BotCall call)
    {
        var chat = Writable(call);
        CheckForum(call, chat);
        CheckTopicName(call.Text("name") ?? "", mayBeEmpty: false);
        var topic = world.CreateTopic(chat, call.Bot.User, call.Text("name")!, isImplicit: false);
        return new JsonObject { ["message_thread_id"] = topic.Id, ["name"] = topic.Name, ["icon_color"] = call.Integer("icon_color") ?? 7322096 };
    }

    private JsonNode? EditForumTopic(BotCall call)
    {
        var (chat, topic) = Topic(call);
        var name = call.Text("name") ?? "";
        CheckTopicName(name, mayBeEmpty: true);
        if (name.Length == 0 && call.Text("icon_custom_emoji_id") is null)
            return true;
        if (name == topic.Name)
            throw BotApiException.BadRequest("TOPIC_NOT_MODIFIED");
        topic.Name = name;
        world.Write(chat, call.Bot.User, new JsonObject { ["forum_topic_edited"] = new JsonObject { ["name"] = name } }, null, topic.Id);
        return true;
    }

    private JsonNode? SetClosed(BotCall call, bool isClosed)
    {
        var (_, topic) = Topic(call);
        if (topic.IsClosed == isClosed)
            throw BotApiException.BadRequest("TOPIC_NOT_MODIFIED");
        topic.IsClosed = isClosed;
        return true;
    }

    private JsonNode? DeleteForumTopic(BotCall call)
    {
        var (chat, topic) = Topic(call);
        chat.Delete(topic);
        return true;
    }

    private (ServerChat Chat, ServerTopic Topic) Topic(BotCall call)
    {
        var chat = Writable(call);
        CheckForum(call, chat);
        var topic = chat.Topic(call.Integer("message_thread_id") ?? 0) ?? throw BotApiException.BadRequest("TOPIC_ID_INVALID");
        return (chat, topic);
    }

    private static void CheckForum(BotCall call, ServerChat chat)
    {
        if (!chat.HasTopics)
            throw BotApiException.BadRequest("the chat is not a forum");
        if (chat.IsForum && !chat.IsAdministrator(call.Bot.Id))
            throw BotApiException.BadRequest("not enough rights to manage topics in the chat");
    }

    private static void CheckTopicName(string name, bool mayBeEmpty)
    {
        if (name.EnumerateRunes().Count() > 128 || (name.Length == 0 && !mayBeEmpty))
            throw BotApiException.BadRequest("TOPIC_TITLE_EMPTY");
    }

    /// <summary>The chat that a call names, of which the bot is a member.</summary>
    private ServerChat Member(BotCall call)
    {
        var chat = Known(call);
        return chat.IsPrivate || chat.IsMember(call.Bot.Id)
            ? chat
            : throw BotApiException.Forbidden($"bot {(chat.Status(call.Bot.Id) == "kicked" ? "was kicked from" : "is not a member of")} the {chat.Type} chat");
    }
}
