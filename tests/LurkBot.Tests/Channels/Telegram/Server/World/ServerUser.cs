using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>An account: a person or a bot.</summary>
internal sealed class ServerUser(long id, string name, string? username, bool isBot)
{
    public long Id { get; } = id;

    public string Name { get; set; } = name;

    public string? Username { get; set; } = username;

    public bool IsBot { get; } = isBot;

    public string? LanguageCode { get; set; } = "en";

    /// <summary>Whether the account was deleted.</summary>
    public bool IsDeactivated { get; set; }

    public JsonObject ToJson()
    {
        var json = new JsonObject { ["id"] = Id, ["is_bot"] = IsBot, ["first_name"] = Name };
        if (Username is not null)
            json["username"] = Username;
        if (!IsBot && LanguageCode is not null)
            json["language_code"] = LanguageCode;
        return json;
    }
}
