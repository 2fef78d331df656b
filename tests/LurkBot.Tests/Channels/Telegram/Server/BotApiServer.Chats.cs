using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Accounts, chats, topics and memberships.</summary>
internal sealed partial class BotApiServer
{
    /// <summary>Registers a bot. The digits before the colon of the token are its user id.</summary>
    public ServerBot AddBot(string token, string username, bool canReadAllGroupMessages = false, bool hasTopicsEnabled = false)
    {
        lock (world.Gate)
        {
            var id = long.Parse(token[..token.IndexOf(':', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
            Assert.DoesNotContain(id, world.Users.Keys);
            var user = world.Users[id] = new ServerUser(id, username, username, isBot: true);
            var bot = new ServerBot(token, user, world.Time, world.Changed)
            {
                CanReadAllGroupMessages = canReadAllGroupMessages,
                HasTopicsEnabled = hasTopicsEnabled,
                AllowsUsersToCreateTopics = hasTopicsEnabled,
            };
            world.Bots.Add(bot);
            return bot;
        }
    }

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

    /// <summary>A basic group with all bots in it; the first member made it.</summary>
    public ServerChat AddGroup(long id, string title, params ServerUser[] members)
    {
        Assert.InRange(id, -999_999_999_999, -1);
        return AddMulti(new ServerChat(id, "group") { Title = title }, members);
    }

    /// <summary>A supergroup with all bots in it; the first member made it. In a forum, the id 1 is General.</summary>
    public ServerChat AddSupergroup(long id, string title, bool isForum = false, params ServerUser[] members)
    {
        Assert.InRange(id, -1_997_852_516_352, -1_000_000_000_001);
        return AddMulti(new ServerChat(id, "supergroup") { Title = title, IsForum = isForum, NextMessageId = isForum ? 2 : 1 }, members);
    }

    /// <summary>A channel of which all bots are administrators.</summary>
    public ServerChat AddChannel(long id, string title)
    {
        Assert.InRange(id, -1_997_852_516_352, -1_000_000_000_001);
        return AddMulti(new ServerChat(id, "channel") { Title = title }, []);
    }

    /// <summary>Connects the bot to the account of a business: it answers customers in that account's name.</summary>
    /// <returns>The chat of the account with a customer.</returns>
    public ServerChat AddBusinessChat(string connection, ServerUser owner, ServerUser customer, ServerBot? bot = null)
    {
        var chat = new ServerChat(customer.Id, "private") { User = customer, Bot = Bot(bot), BusinessConnection = connection };
        chat.Members[chat.Bot!.Id] = chat.Members[customer.Id] = "member";
        lock (world.Gate)
            world.Chats.Add(chat);
        Bot(bot).Updates.Add("business_connection", new JsonObject
        {
            ["id"] = connection,
            ["user"] = owner.ToJson(),
            ["user_chat_id"] = owner.Id,
            ["date"] = world.Now.ToUnixTimeSeconds(),
            ["rights"] = new JsonObject { ["can_reply"] = true, ["can_read_messages"] = true },
            ["is_enabled"] = true,
        }, world.Now);
        return chat;
    }

    /// <summary>A person opens a topic, in a forum or in a private chat with topics.</summary>
    public ServerTopic AddTopic(ServerChat chat, ServerUser user, string name, bool isImplicit = false)
    {
        lock (world.Gate)
        {
            var topic = world.CreateTopic(chat, user, name, isImplicit);
            world.Announce(topic.Created, TelegramWorld.KindOf(chat));
            return topic;
        }
    }

    public void CloseTopic(ServerTopic topic) => Change(() => topic.IsClosed = true);

    public void DeleteTopic(ServerChat chat, ServerTopic topic) => Change(() => chat.Delete(topic));

    /// <summary>Changes what an account is in a chat: creator, administrator, member, restricted, left or kicked. A bot hears about itself.</summary>
    /// <remarks>In a private chat, kicked is that the person blocked the bot.</remarks>
    public void SetMember(ServerChat chat, ServerUser account, string status, ServerUser by)
    {
        lock (world.Gate)
        {
            var old = chat.MemberJson(account);
            chat.Members[account.Id] = status;
            var change = new JsonObject
            {
                ["chat"] = chat.ToJson(),
                ["from"] = by.ToJson(),
                ["date"] = world.Now.ToUnixTimeSeconds(),
                ["old_chat_member"] = old,
                ["new_chat_member"] = chat.MemberJson(account),
            };
            foreach (var bot in world.Bots)
            {
                if (bot.User == account)
                    bot.Updates.Add("my_chat_member", change, world.Now);
                else if (chat.IsAdministrator(bot.Id))
                    bot.Updates.Add("chat_member", change, world.Now);
            }
        }

        world.Changed();
    }

    /// <summary>The person of a private chat blocks the bot, or lifts the block.</summary>
    public void Block(ServerChat chat, bool isBlocked = true) => SetMember(chat, chat.Bot!.User, isBlocked ? "kicked" : "member", chat.User!);

    /// <summary>A person joins a group; the group shows it.</summary>
    public ServerMessage Join(ServerChat group, ServerUser user)
    {
        SetMember(group, user, "member", user);
        return Say(group, user, new JsonObject { ["new_chat_members"] = new JsonArray(user.ToJson()) });
    }

    /// <summary>A basic group becomes a supergroup. Its old id is refused from now on.</summary>
    /// <param name="group">The group.</param>
    /// <param name="id">The id of the supergroup.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="newFirst">Whether the service message in the supergroup comes before that in the group.</param>
    public ServerChat Migrate(ServerChat group, long id, ServerUser by, bool newFirst = false)
    {
        Assert.Equal("group", group.Type);
        lock (world.Gate)
        {
            var supergroup = AddSupergroup(id, group.Title!);
            foreach (var (member, status) in group.Members)
                supergroup.Members[member] = status;
            void Old() => Say(group, by, new JsonObject { ["migrate_to_chat_id"] = id });
            void New() => Say(supergroup, by, new JsonObject { ["migrate_from_chat_id"] = group.Id, ["sender_chat"] = supergroup.ToJson() });
            (Action first, Action second) = newFirst ? ((Action)New, (Action)Old) : (Old, New);
            first();
            second();
            group.MigratedTo = supergroup;
            return supergroup;
        }
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

    private void Change(Action change)
    {
        lock (world.Gate)
            change();
        world.Changed();
    }
}
