using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class BotApiServer
{
    public ServerUser AddUser(long id, string name, string? username = null, bool isBot = false)
    {
        lock (world.Gate)
            return world.Users[id] = new ServerUser(id, name, username, isBot);
    }

    /// <summary>Opens the private chat of a person and a bot, as pressing Start does.</summary>
    public ServerChat AddPrivateChat(ServerUser user, ServerBot? bot = null)
    {
        var chat = new ServerChat(user.Id, "private") { User = user, Bot = Bot(bot) };
        chat.Members[chat.Bot!.Id] = chat.Members[user.Id] = "member";
        lock (world.Gate)
            world.Chats.Add(chat);
        return chat;
    }

    public ServerChat AddGroup(long id, string title, params ServerUser[] members)
    {
        Assert.InRange(id, -999_999_999_999, -1);
        return AddMulti(new ServerChat(id, "group") { Title = title }, members);
    }

    public ServerChat AddSupergroup(long id, string title, bool isForum = false, params ServerUser[] members)
    {
        Assert.InRange(id, -1_997_852_516_352, -1_000_000_000_001);
        return AddMulti(new ServerChat(id, "supergroup") { Title = title, IsForum = isForum }, members);
    }

    public ServerChat AddChannel(long id, string title)
    {
        Assert.InRange(id, -1_997_852_516_352, -1_000_000_000_001);
        return AddMulti(new ServerChat(id, "channel") { Title = title }, []);
    }

    /// <summary>A person writes. Commands, mentions and links become entities, as in the apps.</summary>
    public ServerMessage SendText(ServerChat chat, ServerUser user, string text, ServerMessage? replyTo = null, ServerTopic? topic = null, JsonArray? entities = null)
    {
        var content = new JsonObject { ["text"] = text };
        var found = ServerEntities.Find(text, entities);
        if (found.Count > 0)
            content["entities"] = found;
        return Say(chat, user, content, replyTo, topic);
    }

    private ServerChat AddMulti(ServerChat chat, ServerUser[] members)
    {
        lock (world.Gate)
        {
            foreach (var bot in world.Bots)
                chat.Members[bot.Id] = chat.Type == "channel" ? "administrator" : "member";
            foreach (var member in members)
                chat.Members[member.Id] = member == members[0] ? "creator" : "member";
            world.Chats.Add(chat);
            return chat;
        }
    }

    /// <summary>Writes a message of a person and tells the bots.</summary>
    private ServerMessage Say(ServerChat chat, ServerUser? user, JsonObject content, ServerMessage? replyTo = null, ServerTopic? topic = null)
    {
        lock (world.Gate)
        {
            if (user is not null && chat.Status(user.Id) == "left")
                chat.Members[user.Id] = "member";
            var message = world.Write(chat, user, content, replyTo, topic?.Id);
            if (user is not null && (string?)message.Entities.FirstOrDefault()?["type"] == "bot_command")
                world.Triggers[(chat, user.Id)] = world.Now;
            world.Announce(message, TelegramWorld.KindOf(chat));
            return message;
        }
    }
}
