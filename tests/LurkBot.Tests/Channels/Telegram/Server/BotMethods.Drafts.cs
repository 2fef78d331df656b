using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

internal sealed partial class BotMethods
{
    private static readonly string[] ChatActions =
    [
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    ];

    private JsonNode? SendMessageDraft(BotCall call)
    {
        var formatted = FormattedText.Read(call.Parameters, "text", MaxText, "message is too long", mayBeEmpty: true);
        return ShowDraft(call, formatted.Text, isRich: false);
    }

    private JsonNode? SendRichMessageDraft(BotCall call)
    {
        var rich = call.Object("rich_message") ?? throw BotApiException.BadRequest("rich message is not specified");
        return ShowDraft(call, RichMessage.Check(rich, exists: true, mayBeEmpty: true), isRich: true);
    }

    private JsonNode? ShowDraft(BotCall call, string text, bool isRich)
    {
        var chat = Writable(call);
        if (!chat.IsPrivate || chat.BusinessConnection is not null)
            throw BotApiException.BadRequest("TEXTDRAFT_PEER_INVALID");
        var id = call.Integer("draft_id") ?? 0;
        if (id == 0)
            throw BotApiException.BadRequest("draft_id must be non-zero");
        var thread = Thread(call, chat);
        Flood(call, chat);
        if (!world.Drafts.TryGetValue(chat, out var drafts))
            world.Drafts[chat] = drafts = [];
        // The new state takes the place of the one before.
        foreach (var earlier in drafts)
            earlier.IsRemoved = true;
        drafts.Add(new ServerDraft
        {
            DraftId = id,
            ThreadId = thread,
            Text = text,
            Time = world.Now,
            CanStop = call.Flag("can_stop"),
            KeepOnStop = call.Flag("keep_on_stop"),
            IsRich = isRich,
        });
        return true;
    }

    private JsonNode? SendChatAction(BotCall call)
    {
        var chat = Writable(call);
        if (!ChatActions.Contains(call.Text("action")))
            throw BotApiException.BadRequest("wrong parameter action in request");
        var thread = call.Integer("message_thread_id");
        // Unlike messages, an action may name General.
        if (thread is not null && thread != 1 && chat.HasTopics && chat.Topic(thread.Value) is null)
            throw BotApiException.BadRequest("message thread not found");
        world.Actions.Add(new ServerAction(call.Bot, chat, thread, call.Text("action")!, world.Now));
        return true;
    }
}
