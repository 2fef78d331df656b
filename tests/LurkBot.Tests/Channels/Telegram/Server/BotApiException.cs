using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A refusal by the Bot API, in the words of the real server.</summary>
internal sealed class BotApiException(int code, string description, JsonObject? parameters = null) : Exception(description)
{
    public int Code { get; } = code;

    public JsonObject? Parameters { get; } = parameters;

    public static BotApiException BadRequest(string text) => new(400, "Bad Request: " + text);

    public static BotApiException Forbidden(string text) => new(403, "Forbidden: " + text);

    public static BotApiException Conflict(string text) => new(409, "Conflict: " + text);

    public static BotApiException TooManyRequests(int seconds) =>
        new(429, $"Too Many Requests: retry after {seconds}", new JsonObject { ["retry_after"] = seconds });

    public static BotApiException Migrated(long chat) =>
        new(400, "Bad Request: group chat was upgraded to a supergroup chat", new JsonObject { ["migrate_to_chat_id"] = chat });
}
