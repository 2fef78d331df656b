using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What a route gives.</summary>
internal sealed record RestAnswer(int Status, JsonNode? Json)
{
    public static RestAnswer NoContent { get; } = new(204, null);

    public static RestAnswer Ok(JsonNode json) => new(200, json);

    public static RestAnswer List(IEnumerable<JsonObject> items) => new(200, new JsonArray([.. items]));
}
