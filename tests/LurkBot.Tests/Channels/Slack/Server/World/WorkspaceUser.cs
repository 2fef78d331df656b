using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A member of the workspace: a person, or the user of an app.</summary>
internal sealed class WorkspaceUser(string id, string team, string name, string realName, bool isBot = false)
{
    public string Id { get; } = id;

    /// <summary>The workspace that the account belongs to. In a shared channel it may be another one.</summary>
    public string Team { get; } = team;

    public string Name { get; } = name;

    public string RealName { get; } = realName;

    public bool IsBot { get; } = isBot;

    public bool IsDeactivated { get; set; }

    public bool IsAdmin { get; set; }

    /// <summary>The user object of <c>users.info</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["team_id"] = Team,
        ["name"] = Name,
        ["deleted"] = IsDeactivated,
        ["real_name"] = RealName,
        ["tz"] = "Europe/Berlin",
        ["tz_offset"] = 3600,
        ["profile"] = new JsonObject { ["real_name"] = RealName, ["display_name"] = Name, ["real_name_normalized"] = RealName, ["display_name_normalized"] = Name, ["team"] = Team },
        ["is_admin"] = IsAdmin,
        ["is_owner"] = false,
        ["is_restricted"] = false,
        ["is_ultra_restricted"] = false,
        ["is_bot"] = IsBot,
        ["is_app_user"] = false,
        ["updated"] = 1_760_000_000,
    };
}
