using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A message as it stands in a room, and what happened to it. Tests may read it while the server changes it.</summary>
internal sealed class DiscordPost(DiscordRoom room, string id, DiscordAccount author, DateTimeOffset time)
{
    public DiscordRoom Room { get; } = room;

    public string Id { get; } = id;

    public DiscordAccount Author { get; } = author;

    public DateTimeOffset Time { get; } = time;

    /// <summary>0 for a message, 19 for a reply, 20 for the answer to a command; others are of the system.</summary>
    public int Type { get; set; }

    public string Content { get; set; } = "";

    /// <summary>The contents before each edit, oldest first.</summary>
    public ImmutableList<string> EarlierContents { get; set; } = [];

    public DateTimeOffset? EditedAt { get; set; }

    /// <summary>Makes the message odd where the history shows it.</summary>
    public Action<JsonObject>? Spoil { get; set; }

    public bool IsDeleted { get; set; }

    public bool IsPinned { get; set; }

    public int Flags { get; set; }

    /// <summary>The nonce as it was sent: a string or a number.</summary>
    public JsonNode? Nonce { get; set; }

    public ImmutableList<DiscordFile> Files { get; set; } = [];

    public JsonArray Embeds { get; set; } = [];

    public JsonArray Components { get; set; } = [];

    /// <summary>What the message replies to, and whether it still is there.</summary>
    public DiscordPost? ReplyTo { get; set; }

    /// <summary>The message that a thread began with, in the first message of the thread.</summary>
    public DiscordPost? Starter { get; set; }

    /// <summary>The message that was forwarded.</summary>
    public DiscordPost? Forwarded { get; set; }

    /// <summary>Accounts, roles and everyone, as far as the message may mention them.</summary>
    public DiscordMentions Mentions { get; set; } = DiscordMentions.None;

    /// <summary>The people who got a notification that names them.</summary>
    public ImmutableHashSet<DiscordAccount> Pinged { get; set; } = [];

    /// <summary>Reactions: each emoji with those who set it.</summary>
    public ImmutableDictionary<string, ImmutableList<DiscordAccount>> Reactions { get; set; } = ImmutableDictionary<string, ImmutableList<DiscordAccount>>.Empty;

    /// <summary>The thread that was opened from the message.</summary>
    public DiscordRoom? Thread { get; set; }

    /// <summary>The interaction that the message answers.</summary>
    public DiscordInvocation? Invocation { get; set; }

    /// <summary>The only person who sees the message.</summary>
    public DiscordAccount? EphemeralFor { get; set; }

    /// <summary>Whether it shows "thinking…".</summary>
    public bool IsLoading { get; set; }

    /// <summary>The webhook that wrote it, when no account did.</summary>
    public string? Webhook { get; set; }

    /// <summary>The buttons, row by row.</summary>
    public IEnumerable<JsonObject> Buttons =>
        Components.SelectMany(row => row!["components"]!.AsArray()).Select(button => button!.AsObject());

    /// <summary>The message object.</summary>
    /// <param name="root">The root of the server, for links.</param>
    /// <param name="now">The time, for links.</param>
    /// <param name="viewer">The bot that gets it.</param>
    /// <param name="knowsContent">Whether the bot may read what others write.</param>
    /// <param name="isEvent">Whether it comes over the gateway: with guild and member.</param>
    /// <param name="isNested">Whether another message shows it.</param>
    public JsonObject ToJson(string root, DateTimeOffset now, DiscordBot viewer, bool knowsContent, bool isEvent, bool isNested = false)
    {
        var isRead = knowsContent || IsReadBy(viewer);
        var json = new JsonObject
        {
            ["id"] = Id,
            ["type"] = Type,
            ["channel_id"] = Room.Id,
            ["author"] = AuthorJson(),
            ["content"] = isRead ? Content : "",
            ["timestamp"] = Snowflakes.Text(Time),
            ["edited_timestamp"] = EditedAt is { } edited ? Snowflakes.Text(edited) : null,
            ["tts"] = false,
            ["mention_everyone"] = Mentions.Everyone,
            ["mentions"] = new JsonArray([.. Mentions.Accounts.Select(account => (JsonNode)MentionJson(account, isEvent))]),
            ["mention_roles"] = new JsonArray([.. Mentions.Roles.Select(role => (JsonNode)role)]),
            ["attachments"] = isRead ? new JsonArray([.. Files.Select(file => (JsonNode)file.ToJson(root, now))]) : new JsonArray(),
            ["embeds"] = isRead ? Embeds.DeepClone() : new JsonArray(),
            ["components"] = isRead ? Components.DeepClone() : new JsonArray(),
            ["pinned"] = IsPinned,
            ["flags"] = Flags | (EphemeralFor is null ? 0 : 1 << 6) | (Thread is null ? 0 : 1 << 5) | (IsLoading ? 1 << 7 : 0),
        };
        if (isEvent && Room.Guild is { } guild)
        {
            json["guild_id"] = guild.Id;
            if (Webhook is null && guild.Members.ContainsKey(Author))
                json["member"] = guild.MemberJson(Author);
        }

        if (Nonce is not null && viewer.Account == Author)
            json["nonce"] = Nonce.DeepClone();
        if (Webhook is not null)
            json["webhook_id"] = Webhook;
        if (Author.IsBot && Webhook is null)
            json["application_id"] = Author.Id;
        if (Reactions.Count > 0)
            json["reactions"] = new JsonArray([.. Reactions.Select(reaction => (JsonNode)ReactionJson(reaction.Key, reaction.Value, viewer))]);
        if (Thread is not null && !isNested)
            json["thread"] = Thread.ToJson(viewer);
        if (Invocation is not null)
            json["interaction_metadata"] = Invocation.ToMetadata();
        AddReference(json, root, now, viewer, knowsContent, isNested);
        if (!isEvent)
            Spoil?.Invoke(json);
        return json;
    }

    private void AddReference(JsonObject json, string root, DateTimeOffset now, DiscordBot viewer, bool knowsContent, bool isNested)
    {
        if ((ReplyTo ?? Starter ?? Forwarded) is not { } target)
            return;
        var reference = new JsonObject { ["type"] = Forwarded is null ? 0 : 1, ["channel_id"] = target.Room.Id, ["message_id"] = target.Id };
        if (target.Room.Guild is { } guild)
            reference["guild_id"] = guild.Id;
        json["message_reference"] = reference;
        if (Forwarded is not null)
        {
            var snapshot = new JsonObject();
            foreach (var name in (string[])["type", "content", "embeds", "attachments", "timestamp", "edited_timestamp", "flags", "mentions", "mention_roles", "components"])
                snapshot[name] = target.ToJson(root, now, viewer, knowsContent, isEvent: false, isNested: true)[name]?.DeepClone();
            json["message_snapshots"] = new JsonArray(new JsonObject { ["message"] = snapshot });
        }
        else if (!isNested)
        {
            // null tells that it was deleted.
            json["referenced_message"] = target.IsDeleted ? null : target.ToJson(root, now, viewer, knowsContent, isEvent: false, isNested: true);
        }
    }

    /// <summary>Whether a bot reads the content without the intent: its own messages, direct ones, and those that mention it.</summary>
    private bool IsReadBy(DiscordBot bot) => Author == bot.Account || Room.IsDirect || Mentions.Accounts.Contains(bot.Account) || Invocation?.Bot == bot;

    private JsonObject AuthorJson()
    {
        var json = Author.ToJson();
        if (Webhook is not null)
            (json["id"], json["bot"]) = (Webhook, true);
        return json;
    }

    private JsonObject MentionJson(DiscordAccount account, bool isEvent)
    {
        var json = account.ToJson();
        if (isEvent && Room.Guild is { } guild && guild.Members.ContainsKey(account))
            json["member"] = guild.MemberJson(account);
        return json;
    }

    private static JsonObject ReactionJson(string emoji, ImmutableList<DiscordAccount> by, DiscordBot viewer) => new()
    {
        ["emoji"] = new JsonObject { ["id"] = null, ["name"] = emoji },
        ["count"] = by.Count,
        ["count_details"] = new JsonObject { ["burst"] = 0, ["normal"] = by.Count },
        ["me"] = by.Contains(viewer.Account),
        ["me_burst"] = false,
        ["burst_colors"] = new JsonArray(),
    };
}
