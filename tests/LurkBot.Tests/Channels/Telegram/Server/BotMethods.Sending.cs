using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class BotMethods
{
    private const int MaxText = 4096;
    private const int MaxCaption = 1024;

    private JsonNode? SendMessage(BotCall call)
    {
        var chat = Writable(call);
        var formatted = FormattedText.Read(call.Parameters, "text", MaxText, "message is too long");
        return Send(call, chat, TextContent(formatted, call)).Json.DeepClone();
    }

    private JsonNode? SendRichMessage(BotCall call)
    {
        var chat = Writable(call);
        var rich = call.Object("rich_message") ?? throw BotApiException.BadRequest("rich message is not specified");
        var source = RichMessage.Check(rich, exists: true);
        var message = Send(call, chat, RichMessage.Content(rich, source));
        message.RichSource = source;
        return message.Json.DeepClone();
    }

    private static JsonObject TextContent(FormattedText formatted, BotCall call)
    {
        var content = new JsonObject { ["text"] = formatted.Text };
        if (formatted.Entities.Count > 0)
            content["entities"] = formatted.Entities.DeepClone();
        if (call.Object("link_preview_options") is { } preview)
            content["link_preview_options"] = preview.DeepClone();
        return content;
    }

    /// <summary>Writes a bot's message: its reply, topic and buttons are checked, and drafts and chat actions end.</summary>
    private ServerMessage Send(BotCall call, ServerChat chat, JsonObject content, bool isCounted = true)
    {
        var reply = Reply(call, chat, content);
        var thread = Thread(call, chat);
        if (call.Object("reply_markup") is { } markup)
        {
            ReplyMarkup.Check(markup);
            if (markup.ContainsKey("inline_keyboard"))
                content["reply_markup"] = markup.DeepClone();
        }

        if (call.Flag("protect_content"))
            content["has_protected_content"] = true;
        if (isCounted)
            Flood(call, chat);
        if (call.Object("ephemeral_message_parameters") is { } ephemeral)
            return SendEphemeral(call, chat, content, ephemeral, reply, thread);
        if (chat.Type == "channel")
            content["sender_chat"] = chat.ToJson();
        var message = world.Write(chat, chat.Type == "channel" ? null : call.Bot.User, content, reply, thread);
        EndPreviews(call.Bot, chat);
        return message;
    }

    /// <summary>Refuses a write that comes too soon.</summary>
    private void Flood(BotCall call, ServerChat chat)
    {
        if (call.Bot.Flood.Check(chat.Id, chat.IsGroup, world.Now) is { } seconds)
            throw BotApiException.TooManyRequests(seconds);
    }

    /// <summary>A real message of the bot removes its draft.</summary>
    private void EndPreviews(ServerBot bot, ServerChat chat)
    {
        if (chat.Bot == bot)
            world.Drafts.GetValueOrDefault(chat)?.ForEach(draft => draft.IsRemoved = true);
    }

    /// <summary>The chat that a call names, which the bot knows and may write to.</summary>
    private ServerChat Writable(BotCall call)
    {
        var chat = Known(call);
        var (kind, status) = (chat.Type == "group" ? "group" : chat.Type, chat.Status(call.Bot.Id));
        if (chat.IsPrivate)
        {
            if (chat.User!.IsDeactivated)
                throw BotApiException.Forbidden("user is deactivated");
            if (chat.User.IsBot)
                throw BotApiException.Forbidden("bot can't send messages to bots");
            if (status == "kicked")
                throw BotApiException.Forbidden("bot was blocked by the user");
            return chat;
        }

        if (status == "kicked")
            throw BotApiException.Forbidden($"bot was kicked from the {kind} chat");
        if (status == "left")
            throw BotApiException.Forbidden($"bot is not a member of the {kind} chat");
        if (kind == "channel" && !chat.IsAdministrator(call.Bot.Id))
            throw BotApiException.BadRequest("need administrator rights in the channel chat");
        if (status == "restricted")
            throw BotApiException.BadRequest("not enough rights to send text messages to the chat");
        return chat;
    }

    /// <summary>The chat that a call names.</summary>
    private ServerChat Known(BotCall call)
    {
        if (call.Parameters["chat_id"] is not { } id)
            throw BotApiException.BadRequest("chat_id is empty");
        var business = call.Text("business_connection_id");
        if (business is not null && !world.Chats.Exists(known => known.BusinessConnection == business))
            throw BotApiException.BadRequest("business connection not found");
        if (world.Find(call.Bot, id, business) is { } chat)
            return chat.MigratedTo is { } migrated ? throw BotApiException.Migrated(migrated.Id) : chat;
        if (id.GetValueKind() == JsonValueKind.Number && world.Users.TryGetValue((long)id, out var user))
            throw user.IsBot ? BotApiException.Forbidden("bot can't send messages to bots") : BotApiException.Forbidden("bot can't initiate conversation with a user");
        throw BotApiException.BadRequest("chat not found");
    }

    /// <summary>The topic that a call names; General has no id.</summary>
    private static int? Thread(BotCall call, ServerChat chat)
    {
        if (call.Integer("message_thread_id") is not { } id || id == 0)
            return null;
        // In a supergroup without topics, the id of a reply chain is taken.
        if (chat is { Type: "supergroup", IsForum: false } && chat.Find(id) is not null)
            return null;
        if (!chat.HasTopics || chat.Topic(id) is not { } topic)
            throw BotApiException.BadRequest("message thread not found");
        if (topic.IsClosed && !chat.IsAdministrator(call.Bot.Id))
            throw BotApiException.BadRequest("TOPIC_CLOSED");
        return topic.Id;
    }

    private ServerMessage? Reply(BotCall call, ServerChat chat, JsonObject content)
    {
        if (call.Object("reply_parameters") is not { } reply)
            return null;
        var there = reply["chat_id"] is { } other ? world.Find(call.Bot, other, null) ?? throw BotApiException.BadRequest("chat not found") : chat;
        if ((long?)reply["ephemeral_message_id"] is { } ephemeral)
            return there.Messages.Find(message => message.EphemeralId == ephemeral && !message.IsDeleted);
        var replied = there.Find((long?)reply["message_id"] ?? throw BotApiException.BadRequest("parameter \"message_id\" is required"));
        if (replied is null)
            return (bool?)reply["allow_sending_without_reply"] is true ? null : throw BotApiException.BadRequest("message to be replied not found");
        if ((string?)reply["quote"] is { Length: > 0 } quote)
        {
            if (quote.EnumerateRunes().Count() > MaxCaption || replied.Text.IndexOf(quote, StringComparison.Ordinal) is not (>= 0 and var position))
                throw BotApiException.BadRequest("QUOTE_TEXT_INVALID");
            content["quote"] = new JsonObject { ["text"] = quote, ["position"] = position, ["is_manual"] = true };
        }

        return there == chat ? replied : null;
    }
}
