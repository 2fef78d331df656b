using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A refusal by the Web API: <c>ok: false</c> with the name of the error. All but rate limits come with status 200.</summary>
internal sealed class SlackException(string error, JsonObject? extra = null, int status = 200) : Exception(error)
{
    public int Status { get; } = status;

    /// <summary>More fields of the answer, such as <c>needed</c> and <c>provided</c>.</summary>
    public JsonObject? Extra { get; } = extra;

    /// <summary>The seconds of the Retry-After header; zero for none.</summary>
    public int RetryAfter { get; init; }

    public static SlackException RateLimited(int seconds) => new("ratelimited", status: 429) { RetryAfter = seconds };

    public static SlackException Arguments(params string[] messages) => WithMessages("invalid_arguments", messages);

    public static SlackException Blocks(params string[] messages) => WithMessages("invalid_blocks", messages);

    private static SlackException WithMessages(string error, string[] messages) => new(error, new JsonObject
    {
        ["response_metadata"] = new JsonObject { ["messages"] = new JsonArray([.. messages.Select(message => (JsonNode)$"[ERROR] {message}")]) },
    });
}
