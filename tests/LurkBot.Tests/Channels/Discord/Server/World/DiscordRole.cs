using System.Globalization;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A role of a guild. The role of a bot is managed: it carries the bot's name, and the bot alone has it.</summary>
internal sealed record DiscordRole(string Id, string Name, long Permissions, DiscordBot? ManagedBy = null)
{
    public string Mention => $"<@&{Id}>";

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["name"] = Name,
            ["color"] = 0,
            ["colors"] = new JsonObject { ["primary_color"] = 0, ["secondary_color"] = null, ["tertiary_color"] = null },
            ["hoist"] = false,
            ["position"] = Name == "@everyone" ? 0 : 1,
            ["permissions"] = Permissions.ToString(CultureInfo.InvariantCulture),
            ["managed"] = ManagedBy is not null,
            ["mentionable"] = false,
            ["flags"] = 0,
        };
        if (ManagedBy is not null)
            json["tags"] = new JsonObject { ["bot_id"] = ManagedBy.Id };
        return json;
    }
}
