using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What people do.</summary>
internal sealed partial class BotApiServer
{
    /// <summary>A person writes. Commands, mentions and links become entities, as in the apps.</summary>
    public ServerMessage SendText(ServerChat chat, ServerUser user, string text, ServerMessage? replyTo = null, ServerTopic? topic = null, JsonArray? entities = null) =>
        Say(chat, user, TextContent(text, entities), replyTo, topic);

    /// <summary>A person pastes a long text: the app sends it in parts of 4096 units.</summary>
    public IReadOnlyList<ServerMessage> Paste(ServerChat chat, ServerUser user, string text, ServerTopic? topic = null) =>
        [.. text.Chunk(4096).Select(part => SendText(chat, user, new string(part), topic: topic))];

    /// <summary>A person sends a message of any kind: its own fields of the Message object.</summary>
    public ServerMessage Send(ServerChat chat, ServerUser user, JsonObject content, ServerMessage? replyTo = null, ServerTopic? topic = null) =>
        Say(chat, user, content, replyTo, topic);

    /// <summary>Puts a file on the server. A declared size stands for a content that is not made.</summary>
    public ServerFile AddFile(string name, string mimeType, byte[] content, long? declaredSize = null)
    {
        lock (world.Gate)
            return world.AddFile("documents", name, mimeType, content, declaredSize);
    }

    /// <summary>A person sends a file as photo, document, voice, audio, video, video_note or sticker.</summary>
    public ServerMessage SendFile(ServerChat chat, ServerUser user, string kind, ServerFile file, string? caption = null, ServerMessage? replyTo = null, ServerTopic? topic = null) =>
        Say(chat, user, FileContent(kind, file, caption), replyTo, topic);

    /// <summary>A person sends an album: one message and one update per file.</summary>
    public IReadOnlyList<ServerMessage> SendAlbum(ServerChat chat, ServerUser user, string kind, IReadOnlyList<ServerFile> files, string? caption = null, ServerTopic? topic = null)
    {
        var group = $"13{chat.NextMessageId:D10}";
        return [.. files.Select((file, at) =>
        {
            var content = FileContent(kind, file, at == 0 ? caption : null);
            content["media_group_id"] = group;
            return Say(chat, user, content, null, topic);
        })];
    }

    public ServerMessage SendLocation(ServerChat chat, ServerUser user, double latitude, double longitude) =>
        Say(chat, user, new JsonObject { ["location"] = new JsonObject { ["latitude"] = latitude, ["longitude"] = longitude } });

    public ServerMessage SendContact(ServerChat chat, ServerUser user, string phone, string name) =>
        Say(chat, user, new JsonObject { ["contact"] = new JsonObject { ["phone_number"] = phone, ["first_name"] = name } });

    /// <summary>A person forwards texts of another account in a burst: a comment, if given, comes first.</summary>
    public IReadOnlyList<ServerMessage> Forward(ServerChat chat, ServerUser user, ServerUser origin, IReadOnlyList<string> texts, string? comment = null)
    {
        var sent = new List<ServerMessage>();
        if (comment is not null)
            sent.Add(SendText(chat, user, comment));
        foreach (var text in texts)
        {
            var content = TextContent(text, null);
            content["forward_origin"] = new JsonObject { ["type"] = "user", ["sender_user"] = origin.ToJson(), ["date"] = world.Now.ToUnixTimeSeconds() - 60 };
            sent.Add(Say(chat, user, content));
        }

        return sent;
    }

    /// <summary>A person edits a text or a caption.</summary>
    public void EditText(ServerMessage message, string text)
    {
        lock (world.Gate)
        {
            var (field, entities) = message.Json["caption"] is null ? ("text", "entities") : ("caption", "caption_entities");
            message.Edit(world.Now, json =>
            {
                json[field] = text;
                json.Remove(entities);
                if (ServerEntities.Find(text) is { Count: > 0 } found)
                    json[entities] = found;
            });
            world.Announce(message, "edited_" + TelegramWorld.KindOf(message.Chat));
        }
    }

    /// <summary>An edit that a person cannot see, such as a link preview that came: the same text again in another update.</summary>
    public void EditInvisibly(ServerMessage message)
    {
        lock (world.Gate)
        {
            message.Change(json => json["edit_date"] = world.Now.ToUnixTimeSeconds());
            world.Announce(message, "edited_" + TelegramWorld.KindOf(message.Chat));
        }
    }

    /// <summary>A person deletes a message; the Bot API tells nobody but the bot of a business.</summary>
    public void Delete(ServerMessage message)
    {
        lock (world.Gate)
        {
            message.IsDeleted = true;
            if (message.Chat is { BusinessConnection: { } connection } chat)
            {
                chat.Bot!.Updates.Add("deleted_business_messages", new JsonObject
                {
                    ["business_connection_id"] = connection,
                    ["chat"] = chat.ToJson(),
                    ["message_ids"] = new JsonArray(message.Id),
                }, world.Now);
            }
        }

        world.Changed();
    }

    /// <summary>A person presses a button with this data, also on a message that is too old to be shown to the bot.</summary>
    public ServerCallback Press(ServerUser user, ServerMessage message, string data, bool isInaccessible = false)
    {
        lock (world.Gate)
        {
            var (chat, bot) = (message.Chat, world.Bots.Find(bot => bot.Id == message.From) ?? world.Bots[0]);
            var query = new ServerCallback($"45{bot.Callbacks.Count + 1:D16}", user, chat, world.Now);
            bot.Callbacks[query.Id] = query;
            world.Triggers[(chat, user.Id)] = world.Now;
            var shown = isInaccessible
                ? new JsonObject { ["chat"] = chat.ToJson(), ["message_id"] = message.Id, ["date"] = 0 }
                : (JsonObject)message.Json.DeepClone();
            bot.Updates.Add("callback_query", new JsonObject
            {
                ["id"] = query.Id,
                ["from"] = user.ToJson(),
                ["message"] = shown,
                ["chat_instance"] = $"-77{chat.Id}",
                ["data"] = data,
            }, world.Now);
            return query;
        }
    }

    /// <summary>A person sets or takes away a reaction. Bots hear of it in private chats, and as administrators elsewhere.</summary>
    public void React(ServerUser user, ServerMessage message, string? emoji)
    {
        lock (world.Gate)
        {
            var reaction = new JsonObject
            {
                ["chat"] = message.Chat.ToJson(),
                ["message_id"] = message.Id,
                ["user"] = user.ToJson(),
                ["date"] = world.Now.ToUnixTimeSeconds(),
                ["old_reaction"] = new JsonArray(),
                ["new_reaction"] = emoji is null ? new JsonArray() : new JsonArray(new JsonObject { ["type"] = "emoji", ["emoji"] = emoji }),
            };
            foreach (var bot in world.Bots.Where(bot => message.Chat.Bot == bot || message.Chat.IsAdministrator(bot.Id)))
                bot.Updates.Add("message_reaction", reaction, world.Now);
        }
    }

    /// <summary>The person of a private chat presses Stop under a draft. False when no draft with that button is shown.</summary>
    public bool PressStop(ServerChat chat)
    {
        lock (world.Gate)
        {
            if (Draft(chat) is not { CanStop: true } draft)
                return false;
            draft.IsRemoved = !draft.KeepOnStop;
            var stopped = new JsonObject { ["chat"] = chat.ToJson(), ["draft_id"] = draft.DraftId };
            if (draft.ThreadId is not null)
                stopped["message_thread_id"] = draft.ThreadId;
            chat.Bot!.Updates.Add("stopped_message_generation", stopped, world.Now);
            return true;
        }
    }

    /// <summary>A channel publishes a text.</summary>
    public ServerMessage Publish(ServerChat channel, string text)
    {
        var content = TextContent(text, null);
        content["sender_chat"] = channel.ToJson();
        return Say(channel, null, content);
    }

    /// <summary>An administrator writes in the name of the group: the author is a stand-in that is the same in every group.</summary>
    public ServerMessage SendAnonymously(ServerChat group, string text, ServerMessage? replyTo = null)
    {
        var content = TextContent(text, null);
        content["sender_chat"] = group.ToJson();
        return Say(group, new ServerUser(1087968824, "Group", "GroupAnonymousBot", isBot: true), content, replyTo);
    }

    /// <summary>A person calls the bot in a chat that it is not in.</summary>
    public string SendGuest(ServerChat chat, ServerUser user, string text, ServerBot? bot = null)
    {
        lock (world.Gate)
        {
            var (guest, id) = (Bot(bot), $"9{Bot(bot).GuestQueries.Count + 1:D8}");
            guest.GuestQueries[id] = null;
            var content = TextContent(text, null);
            content["guest_query_id"] = id;
            guest.Updates.Add("guest_message", world.Write(chat, user, content).Json, world.Now);
            return id;
        }
    }

    /// <summary>A member writes a command that only the bot sees.</summary>
    public ServerMessage SendEphemeral(ServerChat group, ServerUser user, string text, ServerBot? bot = null)
    {
        lock (world.Gate)
        {
            world.Triggers[(group, user.Id)] = world.Now;
            var message = world.WriteEphemeral(group, user, TextContent(text, null), Bot(bot).User);
            Bot(bot).Updates.Add("message", message.Json, world.Now);
            return message;
        }
    }

    private static JsonObject TextContent(string text, JsonArray? entities)
    {
        Assert.InRange(text.EnumerateRunes().Count(), 1, 4096);
        var content = new JsonObject { ["text"] = text };
        if (ServerEntities.Find(text, entities) is { Count: > 0 } found)
            content["entities"] = found;
        return content;
    }

    private static JsonObject FileContent(string kind, ServerFile file, string? caption)
    {
        var content = new JsonObject { [kind] = MediaFormat.Describe(kind, file, duration: 3) };
        if (caption is not null)
            content["caption"] = caption;
        if (caption is not null && ServerEntities.Find(caption) is { Count: > 0 } found)
            content["caption_entities"] = found;
        return content;
    }

    /// <summary>Writes a message of a person and tells the bots.</summary>
    private ServerMessage Say(ServerChat chat, ServerUser? user, JsonObject content, ServerMessage? replyTo = null, ServerTopic? topic = null)
    {
        lock (world.Gate)
        {
            Assert.Null(chat.MigratedTo);
            if (user is { IsBot: false } && !chat.IsMember(user.Id))
                chat.Members[user.Id] = "member";
            var message = world.Write(chat, user, content, replyTo, topic?.Id);
            if (user is not null && (string?)message.Entities.FirstOrDefault()?["type"] == "bot_command")
                world.Triggers[(chat, user.Id)] = world.Now;
            world.Announce(message, TelegramWorld.KindOf(chat));
            return message;
        }
    }
}
