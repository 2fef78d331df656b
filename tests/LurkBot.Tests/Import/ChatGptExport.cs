using System.Text.Json.Nodes;

namespace LurkBot.Tests.Import;

/// <summary>Builds one conversation of a ChatGPT account export.</summary>
internal sealed class ChatGptExport
{
    private readonly JsonObject mapping = new() { ["root"] = new JsonObject { ["id"] = "root", ["message"] = null, ["parent"] = null, ["children"] = new JsonArray() } };
    private readonly JsonObject conversation;
    private string last = "root";

    public ChatGptExport(string id = "c-1", string title = "The title") =>
        conversation = new JsonObject { ["title"] = title, ["create_time"] = 1767322800.5, ["mapping"] = mapping, ["conversation_id"] = id };

    public JsonObject Conversation
    {
        get
        {
            conversation["current_node"] ??= last;
            return conversation;
        }
    }

    public static string File(params ChatGptExport[] conversations) => new JsonArray([.. conversations.Select(export => export.Conversation)]).ToJsonString();

    public ChatGptExport Text(string id, string role, string text, string? parent = null, Action<JsonObject>? change = null) =>
        Message(id, role, new JsonObject { ["content_type"] = "text", ["parts"] = new JsonArray(text) }, parent, change);

    public ChatGptExport Message(string id, string role, JsonObject content, string? parent = null, Action<JsonObject>? change = null)
    {
        var message = new JsonObject
        {
            ["id"] = id,
            ["author"] = new JsonObject { ["role"] = role },
            ["create_time"] = 1767322800.5 + mapping.Count,
            ["content"] = content,
            ["status"] = "finished_successfully",
            ["recipient"] = "all",
            ["metadata"] = new JsonObject { ["model_slug"] = "gpt-x" },
        };
        change?.Invoke(message);
        mapping[id] = new JsonObject { ["id"] = id, ["message"] = message, ["parent"] = parent ?? last, ["children"] = new JsonArray() };
        last = id;
        return this;
    }
}
