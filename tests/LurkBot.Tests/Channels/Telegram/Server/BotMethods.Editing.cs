using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class BotMethods
{
    private const string Reactions = "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡";

    private JsonNode? EditMessageText(BotCall call)
    {
        var message = Editable(call);
        if (call.Object("rich_message") is { } rich)
        {
            var source = RichMessage.Check(rich, world.HasRichMessages);
            return Edit(call, message, RichMessage.Content(rich, source), source);
        }

        var formatted = FormattedText.Read(call.Parameters, "text", MaxText, "MESSAGE_TOO_LONG");
        if (message.Json["text"] is null && message.RichSource is null)
            throw BotApiException.BadRequest("there is no text in the message to edit");
        return Edit(call, message, TextContent(formatted, call));
    }

    private JsonNode? EditMessageCaption(BotCall call)
    {
        var message = Editable(call);
        if (message.Json["text"] is not null || message.RichSource is not null)
            throw BotApiException.BadRequest("there is no caption in the message to edit");
        return Edit(call, message, CaptionContent(call.Parameters));
    }

    private JsonNode? EditMessageReplyMarkup(BotCall call)
    {
        var message = Editable(call);
        var content = new JsonObject();
        foreach (var field in (string[])["text", "entities", "caption", "caption_entities", "link_preview_options", "rich_message"])
        {
            if (message.Json[field] is { } kept)
                content[field] = kept.DeepClone();
        }

        return Edit(call, message, content, message.RichSource);
    }

    /// <summary>The bot's own message that a call names.</summary>
    private ServerMessage Editable(BotCall call)
    {
        if (call.Text("inline_message_id") is not null)
            throw BotApiException.BadRequest("MESSAGE_ID_INVALID");
        var chat = Writable(call);
        var message = chat.Find(call.Integer("message_id") ?? throw BotApiException.BadRequest("message identifier is not specified"))
            ?? throw BotApiException.BadRequest("message to edit not found");
        return message.From == call.Bot.Id || (chat.Type == "channel" && message.Json["from"] is null) ? message : throw BotApiException.BadRequest("message can't be edited");
    }

    /// <summary>Puts new content into a message. An edit without buttons takes them away.</summary>
    private JsonNode? Edit(BotCall call, ServerMessage message, JsonObject content, string? richSource = null)
    {
        if (call.Object("reply_markup") is { } markup)
        {
            ReplyMarkup.Check(markup);
            if (markup["inline_keyboard"] is JsonArray { Count: > 0 })
                content["reply_markup"] = markup.DeepClone();
        }

        string[] fields = ["text", "entities", "caption", "caption_entities", "link_preview_options", "reply_markup", "rich_message"];
        if (Array.TrueForAll(fields, field => JsonNode.DeepEquals(message.Json[field], content[field])))
        {
            throw BotApiException.BadRequest(
                "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message");
        }

        Flood(call, message.Chat);
        message.Edit(world.Now, json =>
        {
            foreach (var field in fields)
                json.Remove(field);
            foreach (var (name, value) in content)
                json[name] = value?.DeepClone();
        });
        message.RichSource = richSource;
        return message.Json.DeepClone();
    }

    private JsonNode? DeleteMessages(BotCall call)
    {
        var ids = call.Array("message_ids") ?? [];
        if (ids.Count is 0 or > 100)
            throw BotApiException.BadRequest("message identifiers are not specified");
        var chat = Known(call);
        // Those that cannot be found are skipped.
        foreach (var id in ids.Select(id => (long)id!).Where(id => chat.Find(id) is not null))
            DeleteOne(call, id);
        return true;
    }

    private JsonNode? DeleteOne(BotCall call, long id)
    {
        var chat = Writable(call);
        var message = chat.Find(id) ?? throw BotApiException.BadRequest("message to delete not found");
        if (world.Now - message.Time >= TimeSpan.FromHours(48))
            throw BotApiException.BadRequest("message can't be deleted for everyone");
        if (!chat.IsPrivate && message.From != call.Bot.Id && !chat.IsAdministrator(call.Bot.Id))
            throw BotApiException.BadRequest("message can't be deleted");
        return message.IsDeleted = true;
    }

    private JsonNode? SetMessageReaction(BotCall call)
    {
        var chat = Writable(call);
        var message = chat.Find(call.Integer("message_id") ?? 0) ?? throw BotApiException.BadRequest("message to react not found");
        var reactions = call.Array("reaction") ?? [];
        if (reactions.Count > 1)
            throw BotApiException.BadRequest("REACTIONS_TOO_MANY");
        var emoji = (string?)reactions.FirstOrDefault()?["emoji"];
        if (reactions.Count == 1 && ((string?)reactions[0]!["type"] != "emoji" || emoji is null || !Reactions.Split(' ').Contains(emoji)))
            throw BotApiException.BadRequest("REACTION_INVALID");
        Flood(call, chat);
        message.Reaction = emoji;
        return true;
    }

    private JsonNode? AnswerCallbackQuery(BotCall call)
    {
        if (!call.Bot.Callbacks.TryGetValue(call.Text("callback_query_id") ?? "", out var query) || query.IsAnswered || world.Now - query.Time > TimeSpan.FromMinutes(15))
            throw BotApiException.BadRequest("query is too old and response timeout expired or query ID is invalid");
        if (call.Text("text") is { Length: > 0 } text && text.EnumerateRunes().Count() > 200)
            throw BotApiException.BadRequest("MESSAGE_TOO_LONG");
        (query.IsAnswered, query.Answer, query.IsAlert) = (true, call.Text("text"), call.Flag("show_alert"));
        return true;
    }

    private static JsonObject AnswerGuestQuery(BotCall call)
    {
        var id = call.Text("guest_query_id") ?? "";
        var text = call.Parameters["result"]?["input_message_content"] as JsonObject ?? throw BotApiException.BadRequest("result of type article with a text expected");
        var parameters = new JsonObject { ["text"] = text["message_text"]?.DeepClone(), ["parse_mode"] = text["parse_mode"]?.DeepClone() };
        var formatted = FormattedText.Read(parameters, "text", MaxText, "message is too long");
        // A guest query is answered once.
        if (!call.Bot.GuestQueries.TryGetValue(id, out var answer) || answer is not null)
            throw BotApiException.BadRequest("query is too old and response timeout expired or query ID is invalid");
        call.Bot.GuestQueries[id] = formatted.Text;
        return new JsonObject { ["inline_message_id"] = "guest" + id };
    }
}
