using System.Globalization;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What a channel allows and denies a role or a member.</summary>
internal sealed record DiscordOverwrite(string Id, bool IsMember, DiscordRight Allow, DiscordRight Deny)
{
    public JsonObject ToJson() => new()
    {
        ["id"] = Id,
        ["type"] = IsMember ? 1 : 0,
        ["allow"] = ((long)Allow).ToString(CultureInfo.InvariantCulture),
        ["deny"] = ((long)Deny).ToString(CultureInfo.InvariantCulture),
    };
}
