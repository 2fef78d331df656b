using System.Globalization;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What the Bot API refuses, in the words of the real server.</summary>
internal static class BotApiRefusals
{
    private const string NotModified =
        "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message";

    private const string TooOld = "Bad Request: query is too old and response timeout expired or query ID is invalid";

    private static object Html(string html) => new { chat_id = 42, rich_message = new { html } };

    private static readonly string Long = new('a', 4097);

    public static IReadOnlyDictionary<string, BotApiRefusal> All { get; } = new Dictionary<string, BotApiRefusal>(StringComparer.Ordinal)
    {
        ["wrong token"] = new(401, "Unauthorized", "getMe", _ => new { }) { Token = "999:wrong" },
        ["malformed token"] = new(404, "Not Found", "getMe", _ => new { }) { Token = "nonsense" },
        ["unknown method"] = new(404, "Not Found: method not found", "sendNothing", _ => new { }),
        ["older server"] = new(404, "Not Found: method not found", "sendRichMessage", stage => On(stage, () => stage.Server.HasRichMessages = false, new { chat_id = 42, rich_message = new { markdown = "a" } })),
        ["flood"] = new(429, "Too Many Requests: retry after 5", "sendMessage", stage =>
            On(stage, () => stage.Server.Fail("sendMessage", FaultKind.Refuse, refusal: BotApiException.TooManyRequests(5)), new { chat_id = 42, text = "a" }))
        { Extra = new { retry_after = 5 } },
        ["server error"] = new(500, "Internal Server Error", "sendMessage", stage =>
            On(stage, () => stage.Server.Fail("sendMessage", FaultKind.Refuse, refusal: new BotApiException(500, "Internal Server Error")), new { chat_id = 42, text = "a" })),
        ["webhook"] = new(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", "getUpdates", stage =>
            On(stage, () => stage.Bot.Updates.SetWebhook("https://bot.example/hook", null, drop: false), new { })),
        ["webhook without TLS"] = new(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook", "setWebhook", _ => new { url = "http://bot.example" }),
        ["webhook secret"] = new(400, "Bad Request: secret token contains unallowed characters", "setWebhook", _ => new { url = "https://bot.example", secret_token = "a b" }),

        ["blocked"] = new(403, "Forbidden: bot was blocked by the user", "sendMessage", stage => On(stage, () => stage.Server.Block(stage.Private), new { chat_id = 42, text = "a" })),
        ["deactivated"] = new(403, "Forbidden: user is deactivated", "sendMessage", stage => On(stage, () => stage.Ada.IsDeactivated = true, new { chat_id = 42, text = "a" })),
        ["never started"] = new(403, "Forbidden: bot can't initiate conversation with a user", "sendMessage", _ => new { chat_id = 43, text = "a" }),
        ["kicked from group"] = new(403, "Forbidden: bot was kicked from the group chat", "sendMessage", stage =>
            On(stage, () => stage.Server.SetMember(stage.Group, stage.Bot.User, "kicked", stage.Ada), new { chat_id = -5001, text = "a" })),
        ["left supergroup"] = new(403, "Forbidden: bot is not a member of the supergroup chat", "sendChatAction", stage =>
            On(stage, () => stage.Server.SetMember(stage.Supergroup, stage.Bot.User, "left", stage.Ada), new { chat_id = stage.Supergroup.Id, action = "typing" })),
        ["restricted"] = new(400, "Bad Request: not enough rights to send text messages to the chat", "sendMessage", stage =>
            On(stage, () => stage.Server.SetMember(stage.Supergroup, stage.Bot.User, "restricted", stage.Ada), new { chat_id = stage.Supergroup.Id, text = "a" })),
        ["member of channel"] = new(400, "Bad Request: need administrator rights in the channel chat", "sendMessage", stage =>
            On(stage, () => stage.Server.SetMember(stage.Channel, stage.Bot.User, "member", stage.Ada), new { chat_id = stage.Channel.Id, text = "a" })),
        ["unknown chat"] = new(400, "Bad Request: chat not found", "sendMessage", _ => new { chat_id = 77, text = "a" }),
        ["no chat"] = new(400, "Bad Request: chat_id is empty", "sendMessage", _ => new { text = "a" }),
        ["migrated"] = new(400, "Bad Request: group chat was upgraded to a supergroup chat", "sendMessage", stage =>
            On(stage, () => stage.Server.Migrate(stage.Group, -1_001_000_000_010, stage.Ada), new { chat_id = -5001, text = "a" }))
        { Extra = new { migrate_to_chat_id = -1_001_000_000_010 } },
        ["unknown business"] = new(400, "Bad Request: business connection not found", "sendMessage", _ => new { chat_id = 42, text = "a", business_connection_id = "b" }),

        ["empty"] = new(400, "Bad Request: message text is empty", "sendMessage", _ => new { chat_id = 42, text = " \n" }),
        ["too long"] = new(400, "Bad Request: message is too long", "sendMessage", _ => new { chat_id = 42, text = Long }),
        ["edit too long"] = new(400, "Bad Request: MESSAGE_TOO_LONG", "editMessageText", stage => new { chat_id = 42, message_id = Own(stage).Id, text = Long }),
        ["caption too long"] = new(400, "Bad Request: message caption is too long", "sendDocument", _ => new { chat_id = 42, document = File("a.txt", 1), caption = Long[..1025] }),
        ["draft too long"] = new(400, "Bad Request: message is too long", "sendMessageDraft", _ => new { chat_id = 42, draft_id = 1, text = Long }),
        ["entity past the end"] = new(400, "Bad Request: entity beginning at UTF-16 offset 1 ends after the end of the text at UTF-16 offset 4", "sendMessage", _ => new { chat_id = 42, text = "abc", entities = new[] { new { type = "bold", offset = 1, length = 3 } } }),
        ["entity in a pair"] = new(400, "Bad Request: entity at UTF-16 offset 1 begins or ends in a middle of a UTF-16 symbol", "sendMessage", _ => new { chat_id = 42, text = "😀a", entities = new[] { new { type = "bold", offset = 1, length = 2 } } }),
        ["broken HTML"] = new(400, "Bad Request: can't parse entities: Unsupported start tag \"int\" at byte offset 3", "sendMessage", _ => new { chat_id = 42, text = "ä <int>", parse_mode = "HTML" }),
        ["HTML too long after parsing"] = new(400, "Bad Request: message is too long", "sendMessage", _ => new { chat_id = 42, text = $"<b>{Long}</b>", parse_mode = "HTML" }),
        ["HTML without text"] = new(400, "Bad Request: message text is empty", "sendMessage", _ => new { chat_id = 42, text = "<b> </b>", parse_mode = "HTML" }),
        ["HTML in a caption"] = new(400, "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\"", "sendDocument", _ => new { chat_id = 42, document = File("a.txt", 1), caption = "<b>a", parse_mode = "HTML" }),
        ["unknown parse mode"] = new(400, "Bad Request: unsupported parse_mode", "sendMessage", _ => new { chat_id = 42, text = "a", parse_mode = "BBCode" }),
        ["reply to nothing"] = new(400, "Bad Request: message to be replied not found", "sendMessage", _ => new { chat_id = 42, text = "a", reply_parameters = new { message_id = 999 } }),
        ["quote that is not there"] = new(400, "Bad Request: QUOTE_TEXT_INVALID", "sendMessage", stage => new { chat_id = 42, text = "a", reply_parameters = new { message_id = Own(stage).Id, quote = "zzz" } }),
        ["unknown thread"] = new(400, "Bad Request: message thread not found", "sendMessage", stage => new { chat_id = stage.Forum.Id, text = "a", message_thread_id = 999 }),
        ["General by its id"] = new(400, "Bad Request: message thread not found", "sendMessage", stage => new { chat_id = stage.Forum.Id, text = "a", message_thread_id = 1 }),
        ["deleted topic"] = new(400, "Bad Request: message thread not found", "sendMessage", stage => On(stage, () => stage.Server.DeleteTopic(stage.Forum, stage.Topic), new { chat_id = stage.Forum.Id, text = "a", message_thread_id = stage.Topic.Id })),
        ["closed topic"] = new(400, "Bad Request: TOPIC_CLOSED", "sendMessage", stage => On(stage, () => stage.Server.CloseTopic(stage.Topic), new { chat_id = stage.Forum.Id, text = "a", message_thread_id = stage.Topic.Id })),
        ["topic without rights"] = new(400, "Bad Request: not enough rights to manage topics in the chat", "createForumTopic", stage => new { chat_id = stage.Forum.Id, name = "a" }),
        ["topic without forum"] = new(400, "Bad Request: the chat is not a forum", "createForumTopic", stage => new { chat_id = stage.Supergroup.Id, name = "a" }),

        ["rich without source"] = new(400, "Bad Request: exactly one of the fields html, markdown and blocks must be used", "sendRichMessage", _ => new { chat_id = 42, rich_message = new { markdown = "a", html = "a" } }),
        ["rich too long"] = new(400, "Bad Request: message is too long", "sendRichMessage", _ => new { chat_id = 42, rich_message = new { markdown = new string('a', 32_769) } }),
        ["rich too many blocks"] = new(400, "Bad Request: too many blocks in the rich message", "sendRichMessage", _ => new { chat_id = 42, rich_message = new { markdown = string.Join("\n\n", Enumerable.Repeat("a", 501)) } }),
        ["rich table too wide"] = new(400, "Bad Request: too many columns in a table of the rich message", "sendRichMessage", _ => new { chat_id = 42, rich_message = new { markdown = "|" + string.Concat(Enumerable.Repeat("a|", 21)) } }),

        ["rich table too wide in HTML"] = new(400, "Bad Request: too many columns in a table of the rich message", "sendRichMessage", _ => Html($"<table><tr>{string.Concat(Enumerable.Repeat("<td>a</td>", 21))}</tr></table>")),
        ["rich too many blocks in HTML"] = new(400, "Bad Request: too many blocks in the rich message", "sendRichMessage", _ => Html($"<table>{string.Concat(Enumerable.Repeat("<tr><td>a</td></tr>", 500))}</table>")),
        ["rich too long in HTML"] = new(400, "Bad Request: message is too long", "sendRichMessage", _ => Html($"<p>{new string('a', 32_769)}</p>")),
        ["rich with an unknown tag"] = new(400, "Bad Request: can't parse rich message: Unsupported start tag \"span\"", "sendRichMessage", _ => Html("<p><span>a</span></p>")),
        ["rich with an open tag"] = new(400, "Bad Request: can't parse rich message: Can't find end tag corresponding to start tag \"p\"", "sendRichMessage", _ => Html("<p>a")),
        ["rich with a wrong end tag"] = new(400, "Bad Request: can't parse rich message: Unexpected end tag \"p\"", "sendRichMessage", _ => Html("<p><b>a</p></b>")),
        ["rich with a block in text"] = new(400, "Bad Request: can't parse rich message: Tag \"table\" is not allowed in \"p\"", "sendRichMessage", _ => Html("<p><table><tr><td>a</td></tr></table></p>")),
        ["rich with text in a row"] = new(400, "Bad Request: can't parse rich message: Text is not allowed in \"tr\"", "sendRichMessage", _ => Html("<table><tr>a</tr></table>")),
        ["rich with a bare bracket"] = new(400, "Bad Request: can't parse rich message: Unclosed start tag", "sendRichMessage", _ => Html("<p>1 < 2</p>")),
        ["rich with an unknown entity"] = new(400, "Bad Request: can't parse rich message: Unsupported entity \"&copy;\"", "sendRichMessage", _ => Html("<p>&copy;</p>")),
        ["rich nested too deep"] = new(400, "Bad Request: can't parse rich message: Too many nested tags", "sendRichMessage", _ => Html($"<p>{string.Concat(Enumerable.Repeat("<b>", 16))}a{string.Concat(Enumerable.Repeat("</b>", 16))}</p>")),
        ["rich without content"] = new(400, "Bad Request: RICH_MESSAGE_CONTENT_REQUIRED", "sendRichMessage", _ => Html("<p></p>")),

        ["draft in a group"] = new(400, "Bad Request: TEXTDRAFT_PEER_INVALID", "sendMessageDraft", _ => new { chat_id = -5001, draft_id = 1, text = "a" }),
        ["draft zero"] = new(400, "Bad Request: draft_id must be non-zero", "sendMessageDraft", _ => new { chat_id = 42, draft_id = 0, text = "a" }),
        ["unknown action"] = new(400, "Bad Request: wrong parameter action in request", "sendChatAction", _ => new { chat_id = 42, action = "thinking" }),

        ["edit of nothing"] = new(400, "Bad Request: message to edit not found", "editMessageText", _ => new { chat_id = 42, message_id = 999, text = "a" }),
        ["edit of a person's"] = new(400, "Bad Request: message can't be edited", "editMessageText", stage => new { chat_id = 42, message_id = Theirs(stage, stage.Private), text = "a" }),
        ["edit to the same"] = new(400, NotModified, "editMessageText", stage => new { chat_id = 42, message_id = Own(stage).Id, text = "mine" }),
        ["delete of nothing"] = new(400, "Bad Request: message to delete not found", "deleteMessage", _ => new { chat_id = 42, message_id = 999 }),
        ["delete of a member's"] = new(400, "Bad Request: message can't be deleted", "deleteMessage", stage => new { chat_id = -5001, message_id = Theirs(stage, stage.Group) }),
        ["reaction on nothing"] = new(400, "Bad Request: message to react not found", "setMessageReaction", _ => new { chat_id = 42, message_id = 999 }),
        ["reaction not offered"] = new(400, "Bad Request: REACTION_INVALID", "setMessageReaction", stage => new { chat_id = 42, message_id = Own(stage).Id, reaction = new[] { new { type = "emoji", emoji = "✅" } } }),
        ["two reactions"] = new(400, "Bad Request: REACTIONS_TOO_MANY", "setMessageReaction", stage => new { chat_id = 42, message_id = Own(stage).Id, reaction = new[] { new { type = "emoji", emoji = "👍" }, new { type = "emoji", emoji = "👎" } } }),

        ["button data too long"] = new(400, "Bad Request: BUTTON_DATA_INVALID", "sendMessage", _ => Button(new { text = "a", callback_data = new string('ä', 33) })),
        ["button without kind"] = new(400, "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard", "sendMessage", _ => Button(new { text = "a" })),
        ["button style"] = new(400, "Bad Request: can't parse inline keyboard button: invalid button style specified", "sendMessage", _ => Button(new { text = "a", callback_data = "a", style = "red" })),
        ["unknown callback"] = new(400, TooOld, "answerCallbackQuery", _ => new { callback_query_id = "1" }),
        ["callback answer too long"] = new(400, "Bad Request: MESSAGE_TOO_LONG", "answerCallbackQuery", stage => new { callback_query_id = stage.Server.Press(stage.Ada, Own(stage), "x").Id, text = Long[..201] }),
        ["unknown guest query"] = new(400, TooOld, "answerGuestQuery", _ => new { guest_query_id = "1", result = new { type = "article", id = "1", title = "a", input_message_content = new { message_text = "a" } } }),
        ["ephemeral too late"] = new(400, "Bad Request: EPHEMERAL_MESSAGE_NOT_ALLOWED", "sendMessage", stage => new { chat_id = stage.Supergroup.Id, text = "a", ephemeral_message_parameters = new { receiver_user_id = 42 } }),

        ["command name"] = new(400, "Bad Request: BOT_COMMAND_INVALID", "setMyCommands", _ => new { commands = new[] { new { command = "New", description = "a" } } }),
        ["command description"] = new(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID", "setMyCommands", _ => new { commands = new[] { new { command = "new", description = new string('a', 257) } } }),
        ["too many commands"] = new(400, "Bad Request: BOT_COMMANDS_TOO_MUCH", "setMyCommands", _ => new { commands = Enumerable.Range(0, 101).Select(at => new { command = "c" + at.ToString(CultureInfo.InvariantCulture), description = "a" }) }),
        ["commands of an unknown chat"] = new(400, "Bad Request: chat not found", "setMyCommands", _ => new { commands = new[] { new { command = "new", description = "a" } }, scope = new { type = "chat", chat_id = 77 } }),

        ["file too big to get"] = new(400, "Bad Request: file is too big", "getFile", stage => new { file_id = stage.Server.AddFile("film.mkv", "video/x-matroska", [1], 21L << 20).FileId }),
        ["unknown file to get"] = new(400, "Bad Request: invalid file_id", "getFile", _ => new { file_id = "nothing" }),
        ["unknown file to send"] = new(400, "Bad Request: wrong file identifier/HTTP URL specified", "sendDocument", _ => new { chat_id = 42, document = "nothing" }),
        ["empty file"] = new(400, "Bad Request: file must be non-empty", "sendDocument", _ => new { chat_id = 42, document = File("a.txt", 0) }),
        ["file too large"] = new(413, "Request Entity Too Large", "sendDocument", _ => new { chat_id = 42, document = File("a.bin", (50 << 20) + 1) }),
        ["photo too large"] = new(400, "Bad Request: file is too big for a photo", "sendPhoto", _ => new { chat_id = 42, photo = File("a.png", (10 << 20) + 1) }),
        ["photo of text"] = new(400, "Bad Request: IMAGE_PROCESS_FAILED", "sendPhoto", _ => new { chat_id = 42, photo = File("a.png", 100) }),
        ["album of eleven"] = new(400, "Bad Request: too many messages to send as an album", "sendMediaGroup", _ => Album(Enumerable.Repeat("document", 11))),
        ["album mixed"] = new(400, "Bad Request: documents and audio files can't be mixed with other media types", "sendMediaGroup", _ => Album(["document", "photo"])),

        ["parameter that is not"] = new(400, "Bad Request: strict: sendMessage has no parameter reply_to", "sendMessage", _ => new { chat_id = 42, text = "a", reply_to = 1 }) { IsProblem = true },
        ["field that is not"] = new(400, "Bad Request: strict: sendMessage: reply_parameters (ReplyParameters) has no field id", "sendMessage", _ => new { chat_id = 42, text = "a", reply_parameters = new { id = 1 } }) { IsProblem = true },
        ["wrong type"] = new(400, "Bad Request: strict: sendMessage: message_thread_id must be an integer", "sendMessage", _ => new { chat_id = 42, text = "a", message_thread_id = "x" }) { IsProblem = true },
    };

    private static object On(BotApiStage stage, Action act, object parameters)
    {
        Assert.NotNull(stage);
        act();
        return parameters;
    }

    /// <summary>A message of the bot with the text "mine".</summary>
    private static ServerMessage Own(BotApiStage stage) =>
        stage.Server.Send(stage.Private, stage.Bot.User, new JsonObject { ["text"] = "mine" });

    private static int Theirs(BotApiStage stage, ServerChat chat) => stage.Server.SendText(chat, stage.Ada, "theirs").Id;

    private static object Button(object button) => new { chat_id = 42, text = "a", reply_markup = new { inline_keyboard = new[] { new[] { button } } } };

    private static object Album(IEnumerable<string> kinds) =>
        new { chat_id = 42, media = kinds.Select((kind, at) => new { type = kind, media = File($"a{at}.txt", 10) }) };

    /// <summary>An upload of so many bytes.</summary>
    private static Dictionary<string, object> File(string name, int size) => new() { ["$file"] = name, ["size"] = size };
}
