using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class BotMethods
{
    /// <summary>A message that one member sees, for 15 seconds after a command or a press of that member.</summary>
    private ServerMessage SendEphemeral(BotCall call, ServerChat chat, JsonObject content, JsonObject ephemeral, ServerMessage? reply, int? thread)
    {
        var receiver = (long)ephemeral["receiver_user_id"]!;
        if (!chat.IsGroup || !chat.IsMember(receiver))
            throw BotApiException.BadRequest("ephemeral messages can be sent only to members of groups");
        if (!world.Triggers.TryGetValue((chat, receiver), out var trigger) || world.Now - trigger > TimeSpan.FromSeconds(15))
            throw BotApiException.BadRequest("EPHEMERAL_MESSAGE_NOT_ALLOWED");
        return world.WriteEphemeral(chat, call.Bot.User, content, world.Users[receiver], reply, thread);
    }

    private JsonNode? EditEphemeralMessageText(BotCall call)
    {
        var message = Ephemeral(call);
        if (call.Object("rich_message") is { } rich)
        {
            var source = RichMessage.Check(rich, world.HasRichMessages);
            Edit(call, message, RichMessage.Content(rich, source), source);
        }
        else
        {
            Edit(call, message, TextContent(FormattedText.Read(call.Parameters, "text", MaxText, "MESSAGE_TOO_LONG"), call));
        }

        return true;
    }

    private JsonNode? EditEphemeralMessageReplyMarkup(BotCall call)
    {
        var message = Ephemeral(call);
        Edit(call, message, new JsonObject { ["text"] = message.Json["text"]?.DeepClone(), ["entities"] = message.Json["entities"]?.DeepClone() });
        return true;
    }

    private JsonNode? DeleteEphemeralMessage(BotCall call) => Ephemeral(call).IsDeleted = true;

    private ServerMessage Ephemeral(BotCall call) =>
        Writable(call).Messages.Find(message => !message.IsDeleted && message.From == call.Bot.Id
            && message.EphemeralId is { } id && id == call.Integer("ephemeral_message_id")
            && (long?)message.Json["receiver_user"]?["id"] == call.Integer("receiver_user_id"))
        ?? throw BotApiException.BadRequest("message to edit not found");
}
