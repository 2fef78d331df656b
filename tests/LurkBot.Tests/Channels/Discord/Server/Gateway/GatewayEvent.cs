using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>An event of a session with its number.</summary>
internal sealed record GatewayEvent(int Sequence, string Name, JsonObject Content)
{
    public string ToText() => new JsonObject { ["op"] = 0, ["s"] = Sequence, ["t"] = Name, ["d"] = Content.DeepClone() }.ToJsonString();
}
