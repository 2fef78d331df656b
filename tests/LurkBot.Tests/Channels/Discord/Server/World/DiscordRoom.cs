using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A place for messages: a channel of a guild, a thread, a post of a forum or a direct channel.</summary>
internal sealed class DiscordRoom(string id, DiscordRoomType type)
{
    public string Id { get; } = id;

    public DiscordRoomType Type { get; } = type;

    public string? Name { get; set; }

    public DiscordGuild? Guild { get; init; }

    /// <summary>The channel or forum of a thread.</summary>
    public DiscordRoom? Parent { get; init; }

    /// <summary>The two of a direct channel.</summary>
    public DiscordAccount? Person { get; init; }

    public DiscordBot? Bot { get; init; }

    /// <summary>Who opened the thread.</summary>
    public DiscordAccount? Opener { get; init; }

    /// <summary>All messages, oldest first, also deleted ones.</summary>
    public List<DiscordPost> Posts { get; } = [];

    /// <summary>What is allowed and denied here; a thread has what its channel has.</summary>
    public List<DiscordOverwrite> Overwrites { get; } = [];

    /// <summary>What bots may not do here.</summary>
    public DiscordRight Denied { get; set; }

    /// <summary>Seconds that a member has to wait between messages.</summary>
    public int Slowmode { get; set; }

    public bool IsDeleted { get; set; }

    public bool IsArchived { get; set; }

    public DateTimeOffset ArchiveChanged { get; set; }

    public bool IsLocked { get; set; }

    public int ArchiveMinutes { get; set; } = 4320;

    public HashSet<DiscordAccount> ThreadMembers { get; } = [];

    public bool IsThread => Type is DiscordRoomType.PublicThread or DiscordRoomType.PrivateThread;

    public bool IsDirect => Type == DiscordRoomType.Direct;

    public string Mention => $"<#{Id}>";

    public bool IsSeenBy(DiscordBot bot) => IsDirect
        ? Bot == bot
        : Guild!.Has(bot) && May(bot, DiscordRight.ViewChannel) && (Type != DiscordRoomType.PrivateThread || ThreadMembers.Contains(bot.Account));

    public bool May(DiscordBot bot, DiscordRight right)
    {
        if (IsDirect)
            return Bot == bot;
        var roles = Guild!.Members.GetValueOrDefault(bot.Account, []);
        var rights = (DiscordRight)Guild.Roles.Where(role => role.Id == Guild.Id || roles.Contains(role.Id)).Aggregate(0L, (sum, role) => sum | role.Permissions);
        if (rights.HasFlag(DiscordRight.Administrator))
            return true;
        var overwrites = (Parent ?? this).Overwrites;
        foreach (var step in (IEnumerable<DiscordOverwrite>[])[overwrites.Where(one => one.Id == Guild.Id), overwrites.Where(one => roles.Contains(one.Id)), overwrites.Where(one => one.IsMember && one.Id == bot.Id)])
        {
            var all = step.ToList();
            rights &= ~all.Aggregate(DiscordRight.None, (sum, one) => sum | one.Deny);
            rights |= all.Aggregate(DiscordRight.None, (sum, one) => sum | one.Allow);
        }

        rights &= ~((Parent ?? this).Denied | Denied);
        return rights.HasFlag(DiscordRight.ViewChannel) && (rights & right) == right;
    }

    public DiscordPost? Find(string? id) => Posts.Find(post => post.Id == id && !post.IsDeleted);

    public JsonObject ToJson(DiscordBot viewer)
    {
        var json = new JsonObject { ["id"] = Id, ["type"] = (int)Type, ["last_message_id"] = Posts.FindLast(post => post.EphemeralFor is null)?.Id, ["flags"] = 0 };
        if (IsDirect)
        {
            json["recipients"] = new JsonArray(Person!.ToJson());
            return json;
        }

        (json["guild_id"], json["name"], json["rate_limit_per_user"], json["parent_id"]) = (Guild!.Id, Name, Slowmode, Parent?.Id);
        if (IsThread)
            AddThread(json, viewer);
        else
            AddChannel(json);
        return json;
    }

    private void AddChannel(JsonObject json)
    {
        (json["position"], json["topic"], json["nsfw"]) = (Guild!.Rooms.IndexOf(this), null, false);
        // The bots' own roles may not what is denied here.
        json["permission_overwrites"] = new JsonArray([.. Guild.Roles.Where(role => role.ManagedBy is not null && Denied != DiscordRight.None).Select(role => new DiscordOverwrite(role.Id, IsMember: false, DiscordRight.None, Denied))
            .Concat(Overwrites).Select(one => (JsonNode)one.ToJson())]);
        if (Type == DiscordRoomType.Forum)
            (json["available_tags"], json["default_reaction_emoji"], json["default_sort_order"], json["default_forum_layout"]) = (new JsonArray(), null, null, 0);
    }

    private void AddThread(JsonObject json, DiscordBot viewer)
    {
        (json["owner_id"], json["member_count"]) = (Opener!.Id, ThreadMembers.Count);
        (json["message_count"], json["total_message_sent"]) = (Posts.Count(post => !post.IsDeleted), Posts.Count);
        var data = new JsonObject
        {
            ["archived"] = IsArchived,
            ["archive_timestamp"] = Snowflakes.Text(ArchiveChanged),
            ["auto_archive_duration"] = ArchiveMinutes,
            ["locked"] = IsLocked,
            ["create_timestamp"] = Snowflakes.Text(Snowflakes.TimeOf(Id)),
        };
        if (Type == DiscordRoomType.PrivateThread)
            data["invitable"] = true;
        json["thread_metadata"] = data;
        if (Parent!.Type == DiscordRoomType.Forum)
            json["applied_tags"] = new JsonArray();
        if (ThreadMembers.Contains(viewer.Account))
            json["member"] = new JsonObject { ["id"] = Id, ["user_id"] = viewer.Id, ["join_timestamp"] = Snowflakes.Text(Snowflakes.TimeOf(Id)), ["flags"] = 0 };
    }
}
