using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A guild: members with their roles, and rooms.</summary>
internal sealed class DiscordGuild(string id, string name, DiscordAccount owner)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public DiscordAccount Owner { get; } = owner;

    /// <summary>Whether the guild is down.</summary>
    public bool IsUnavailable { get; set; }

    /// <summary>The roles; the first is that of everyone, with the id of the guild.</summary>
    public List<DiscordRole> Roles { get; } = [new DiscordRole(id, "@everyone", (long)DiscordRight.Everyone)];

    /// <summary>The members, with the ids of their roles.</summary>
    public Dictionary<DiscordAccount, List<string>> Members { get; } = [];

    /// <summary>Until when members are timed out.</summary>
    public Dictionary<DiscordAccount, DateTimeOffset> Silenced { get; } = [];

    /// <summary>Channels and threads.</summary>
    public List<DiscordRoom> Rooms { get; } = [];

    public bool Has(DiscordBot bot) => Members.ContainsKey(bot.Account);

    /// <summary>The role that carries a bot's name.</summary>
    public DiscordRole RoleOf(DiscordBot bot) => Roles.Single(role => role.ManagedBy == bot);

    /// <summary>The member object, without the user as messages have it.</summary>
    public JsonObject MemberJson(DiscordAccount account, bool withUser = false)
    {
        var json = new JsonObject
        {
            ["nick"] = null,
            ["avatar"] = null,
            ["banner"] = null,
            ["roles"] = new JsonArray([.. Members.GetValueOrDefault(account, []).Select(role => (JsonNode)role)]),
            ["joined_at"] = Snowflakes.Text(Snowflakes.TimeOf(Id)),
            ["premium_since"] = null,
            ["communication_disabled_until"] = Silenced.TryGetValue(account, out var until) ? Snowflakes.Text(until) : null,
            ["deaf"] = false,
            ["mute"] = false,
            ["pending"] = false,
            ["flags"] = 0,
        };
        if (withUser)
            json["user"] = account.ToJson();
        return json;
    }

    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["name"] = Name,
        ["icon"] = null,
        ["splash"] = null,
        ["discovery_splash"] = null,
        ["banner"] = null,
        ["description"] = null,
        ["owner_id"] = Owner.Id,
        ["afk_channel_id"] = null,
        ["afk_timeout"] = 300,
        ["verification_level"] = 0,
        ["default_message_notifications"] = 0,
        ["explicit_content_filter"] = 0,
        ["mfa_level"] = 0,
        ["nsfw_level"] = 0,
        ["premium_tier"] = 0,
        ["premium_progress_bar_enabled"] = false,
        ["system_channel_id"] = null,
        ["system_channel_flags"] = 0,
        ["rules_channel_id"] = null,
        ["public_updates_channel_id"] = null,
        ["safety_alerts_channel_id"] = null,
        ["vanity_url_code"] = null,
        ["application_id"] = null,
        ["preferred_locale"] = "en-US",
        ["features"] = new JsonArray(),
        ["emojis"] = new JsonArray(),
        ["stickers"] = new JsonArray(),
        ["roles"] = new JsonArray([.. Roles.Select(role => (JsonNode)role.ToJson())]),
    };

    /// <summary>What GUILD_CREATE brings: the guild with its channels and active threads, as far as the bot sees them.</summary>
    public JsonObject ToCreate(DiscordBot bot)
    {
        var json = ToJson();
        var seen = Rooms.Where(room => !room.IsDeleted && room.IsSeenBy(bot)).ToList();
        (json["joined_at"], json["large"], json["unavailable"], json["member_count"]) = (Snowflakes.Text(Snowflakes.TimeOf(Id)), false, false, Members.Count);
        // Without the intent for members, only the bot's own member comes.
        json["members"] = new JsonArray(MemberJson(bot.Account, withUser: true));
        json["channels"] = new JsonArray([.. seen.Where(room => !room.IsThread).Select(room => (JsonNode)room.ToJson(bot))]);
        json["threads"] = new JsonArray([.. seen.Where(room => room is { IsThread: true, IsArchived: false }).Select(room => (JsonNode)room.ToJson(bot))]);
        foreach (var empty in (string[])["voice_states", "presences", "stage_instances", "guild_scheduled_events", "soundboard_sounds"])
            json[empty] = new JsonArray();
        return json;
    }
}
