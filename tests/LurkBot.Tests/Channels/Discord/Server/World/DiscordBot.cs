using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>An application with its bot, as the developer portal shows it.</summary>
internal sealed class DiscordBot(string token, DiscordAccount account)
{
    /// <summary>The token; another after a reset.</summary>
    public string Token { get; set; } = token;

    public DiscordAccount Account { get; } = account;

    public string Id => Account.Id;

    /// <summary>The switches for privileged intents.</summary>
    public bool HasMessageContent { get; set; } = true;

    public bool HasGuildMembers { get; set; }

    public bool HasPresences { get; set; }

    /// <summary>Where interactions go; while it is set, the gateway brings none.</summary>
    public string? InteractionsEndpoint { get; set; }

    /// <summary>The person who made the application; null leaves that out.</summary>
    public DiscordAccount? Owner { get; set; }

    /// <summary>How many sessions may start in 24 hours.</summary>
    public int StartsTotal { get; set; } = 1000;

    public int StartsLeft { get; set; } = 1000;

    public DateTimeOffset StartsReset { get; set; }

    /// <summary>The last IDENTIFY; one is allowed in each five seconds.</summary>
    public DateTimeOffset LastIdentify { get; set; } = DateTimeOffset.MinValue;

    /// <summary>Whether too many sessions started: the token no longer works.</summary>
    public bool IsTokenReset { get; set; }

    /// <summary>The commands by guild; an empty key for those everywhere.</summary>
    public Dictionary<string, List<JsonObject>> Commands { get; } = new(StringComparer.Ordinal);

    /// <summary>How often a command came into being, by guild.</summary>
    public Dictionary<string, int> CommandCreates { get; } = new(StringComparer.Ordinal);

    // GATEWAY_MESSAGE_CONTENT_LIMITED, GATEWAY_GUILD_MEMBERS_LIMITED, GATEWAY_PRESENCE_LIMITED, APPLICATION_COMMAND_BADGE.
    public int Flags => (HasMessageContent ? 1 << 19 : 0) | (HasGuildMembers ? 1 << 15 : 0) | (HasPresences ? 1 << 13 : 0) | (Commands.Count > 0 ? 1 << 23 : 0);

    public JsonObject ToApplication() => new()
    {
        ["id"] = Id,
        ["name"] = Account.Name,
        ["icon"] = null,
        ["description"] = "",
        ["bot_public"] = false,
        ["bot_require_code_grant"] = false,
        ["verify_key"] = new string('0', 64),
        ["flags"] = Flags,
        ["team"] = null,
        ["owner"] = Owner?.ToJson(),
        ["interactions_endpoint_url"] = InteractionsEndpoint,
        ["bot"] = Account.ToJson(),
    };
}
