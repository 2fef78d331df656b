using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What the server holds: accounts, chats, files. Each change under <see cref="Gate"/> is told to those who wait for one.</summary>
internal sealed class TelegramWorld(TimeProvider time)
{
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int nextFile;

    public Lock Gate { get; } = new();

    public TimeProvider Time { get; } = time;

    public DateTimeOffset Now => Time.GetUtcNow();

    public List<ServerBot> Bots { get; } = [];

    public Dictionary<long, ServerUser> Users { get; } = [];

    public List<ServerChat> Chats { get; } = [];

    public Dictionary<string, ServerFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The drafts that bots showed, by chat, oldest first.</summary>
    public Dictionary<ServerChat, List<ServerDraft>> Drafts { get; } = [];

    /// <summary>The chat actions that bots sent.</summary>
    public List<ServerAction> Actions { get; } = [];

    /// <summary>Command messages and presses of each person, by chat and user: an ephemeral message may follow within 15 seconds.</summary>
    public Dictionary<(ServerChat Chat, long User), DateTimeOffset> Triggers { get; } = [];

    /// <summary>Whether <c>sendRichMessage</c> and its kin exist.</summary>
    public bool HasRichMessages { get; set; } = true;

    /// <summary>Done at the next change.</summary>
    public Task NextChange()
    {
        lock (Gate)
            return changed.Task;
    }

    public void Changed()
    {
        TaskCompletionSource done;
        lock (Gate)
            (done, changed) = (changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        done.TrySetResult();
    }

    public ServerFile AddFile(string folder, string? name, string mimeType, byte[] content, long? declaredSize = null)
    {
        var number = nextFile++;
        var extension = System.IO.Path.GetExtension(name);
        var file = new ServerFile(
            $"AgACAgIAAxkBAA{number:D6}", $"AQAD{number:D6}", $"{folder}/file_{number}{extension}", name, mimeType, content, declaredSize ?? content.Length);
        Files[file.FileId] = file;
        return file;
    }

    /// <summary>The file with an id; the small size of a photo has the id of the large one and an s, and the same content.</summary>
    public ServerFile? FindFile(string? id) => id is null ? null : Files.GetValueOrDefault(id) ?? Files.GetValueOrDefault(id.TrimEnd('s'));

    /// <summary>Writes a message into a chat, without telling a bot.</summary>
    /// <param name="chat">The chat.</param>
    /// <param name="from">The author; null for a channel.</param>
    /// <param name="content">What kind of message it is: text, photo and so on.</param>
    /// <param name="replyTo">The message that it replies to.</param>
    /// <param name="threadId">The topic; null for General or none.</param>
    public ServerMessage Write(ServerChat chat, ServerUser? from, JsonObject content, ServerMessage? replyTo = null, int? threadId = null)
    {
        var json = new JsonObject { ["message_id"] = chat.NextMessageId++ };
        if (from is not null)
            json["from"] = from.ToJson();
        json["chat"] = chat.ToJson();
        json["date"] = Now.ToUnixTimeSeconds();
        if (chat.BusinessConnection is not null)
            json["business_connection_id"] = chat.BusinessConnection;
        if (chat.HasTopics && (threadId ?? replyTo?.ThreadId) is { } topic)
        {
            (json["message_thread_id"], json["is_topic_message"]) = (topic, true);
            // A message in a topic that replies to nothing shows what created the topic as replied to.
            replyTo ??= chat.Topic(topic)?.Created;
        }
        else if (chat is { Type: "supergroup", IsForum: false } && replyTo is not null)
        {
            json["message_thread_id"] = replyTo.ThreadId ?? replyTo.Id;
        }

        if (replyTo is not null)
            json["reply_to_message"] = replyTo.AsReplied();
        foreach (var (name, value) in content)
            json[name] = value?.DeepClone();
        var message = new ServerMessage(chat, json, Now);
        chat.Messages.Add(message);
        return message;
    }

    /// <summary>Writes a message that one member sees; it has no id of its own in the chat.</summary>
    public ServerMessage WriteEphemeral(ServerChat chat, ServerUser from, JsonObject content, ServerUser receiver, ServerMessage? replyTo = null, int? threadId = null)
    {
        (content["receiver_user"], content["ephemeral_message_id"]) = (receiver.ToJson(), chat.NextEphemeralId++);
        var next = chat.NextMessageId;
        var message = Write(chat, from, content, replyTo, threadId);
        message.Change(json => json["message_id"] = 0);
        chat.NextMessageId = next;
        return message;
    }

    /// <summary>Tells the bots that may see it about a message.</summary>
    public void Announce(ServerMessage message, string kind)
    {
        foreach (var bot in Bots.Where(bot => bot.Sees(message)))
            bot.Updates.Add(kind, message.Json, Now);
        Changed();
    }

    public static string KindOf(ServerChat chat) => chat switch
    {
        { Type: "channel" } => "channel_post",
        { BusinessConnection: not null } => "business_message",
        _ => "message",
    };

    /// <summary>The chat that a bot means by an id.</summary>
    public ServerChat? Find(ServerBot bot, JsonNode id, string? business)
    {
        var name = id.GetValueKind() == System.Text.Json.JsonValueKind.String ? (string)id! : null;
        return Chats.Find(chat => chat.BusinessConnection == business && (!chat.IsPrivate || chat.Bot == bot)
            && (name is null ? chat.Id == (long)id : name.Equals("@" + chat.Username, StringComparison.OrdinalIgnoreCase)));
    }

    /// <summary>Creates a topic by its service message.</summary>
    public ServerTopic CreateTopic(ServerChat chat, ServerUser from, string name, bool isImplicit)
    {
        var created = new JsonObject { ["name"] = name, ["icon_color"] = 7322096 };
        if (isImplicit)
            created["is_name_implicit"] = true;
        var (id, topic) = (chat.NextMessageId, default(ServerTopic));
        var message = Write(chat, from, new JsonObject { ["message_thread_id"] = id, ["is_topic_message"] = true, ["forum_topic_created"] = created });
        topic = new ServerTopic(id, name, message);
        chat.Topics.Add(topic);
        return topic;
    }
}
