using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class BotMethods
{
    private const int MaxCommands = 100;

    // The documentation does not tell the limit on the text of a menu; menus of a hundred long descriptions are refused.
    private const int MaxCommandText = 8192;

    private JsonNode? SetMyCommands(BotCall call)
    {
        var scope = CommandScope(call);
        var commands = call.Array("commands") ?? throw BotApiException.BadRequest("can't parse commands: expected an Array of BotCommand");
        var text = 0;
        foreach (var command in commands)
        {
            var (name, description) = (((string)command!["command"]!).TrimStart('/'), (string)command["description"]!);
            if (name.Length is 0 or > 32 || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '_'))
                throw BotApiException.BadRequest("BOT_COMMAND_INVALID");
            if (description.EnumerateRunes().Count() is 0 or > 256)
                throw BotApiException.BadRequest("BOT_COMMAND_DESCRIPTION_INVALID");
            text += name.Length + description.Length;
        }

        if (commands.Count > MaxCommands || text > MaxCommandText)
            throw BotApiException.BadRequest("BOT_COMMANDS_TOO_MUCH");
        call.Bot.Commands[scope] = (JsonArray)commands.DeepClone();
        return true;
    }

    private JsonNode? DeleteMyCommands(BotCall call)
    {
        call.Bot.Commands.Remove(CommandScope(call));
        return true;
    }

    /// <summary>The key of a menu: kind of scope, chat, user, language.</summary>
    private string CommandScope(BotCall call)
    {
        var scope = call.Object("scope") ?? new JsonObject { ["type"] = "default" };
        var (type, chat) = ((string)scope["type"]!, scope["chat_id"]);
        switch (type)
        {
            case "default" or "all_private_chats" or "all_group_chats" or "all_chat_administrators":
                chat = null;
                break;
            case "chat" or "chat_administrators" or "chat_member":
                if (chat is null || world.Find(call.Bot, chat, null) is null)
                    throw BotApiException.BadRequest("chat not found");
                if (type == "chat_member" && !world.Users.ContainsKey((long?)scope["user_id"] ?? 0))
                    throw BotApiException.BadRequest("user not found");
                break;
            default:
                throw BotApiException.BadRequest("can't parse BotCommandScope: Unsupported type specified");
        }

        if (call.Text("language_code") is { Length: > 0 and not 2 })
            throw BotApiException.BadRequest("invalid language code specified");
        return CommandScope(type, chat, type == "chat_member" ? (long)scope["user_id"]! : null, call.Text("language_code"));
    }

    /// <summary>The key under which a menu is kept.</summary>
    public static string CommandScope(string type, JsonNode? chat = null, long? user = null, string? language = null) => $"{type}:{chat}:{user}:{language}";
}
