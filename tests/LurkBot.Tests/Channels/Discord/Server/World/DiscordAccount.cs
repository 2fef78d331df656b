using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A person or a bot.</summary>
internal sealed class DiscordAccount(string id, string name, bool isBot)
{
    public string Id { get; } = id;

    public string Name { get; } = name;

    public bool IsBot { get; } = isBot;

    /// <summary>Whether the person takes direct messages of bots.</summary>
    public bool AcceptsDirectMessages { get; set; } = true;

    public string Mention => $"<@{Id}>";

    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["id"] = Id,
            ["username"] = Name.ToLowerInvariant().Replace(' ', '_'),
            ["discriminator"] = IsBot ? "0001" : "0",
            ["global_name"] = IsBot ? null : Name,
            ["avatar"] = null,
            ["public_flags"] = 0,
        };
        if (IsBot)
            json["bot"] = true;
        return json;
    }
}
