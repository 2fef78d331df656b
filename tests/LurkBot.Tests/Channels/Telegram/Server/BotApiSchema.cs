using System.Collections.Frozen;

namespace LurkBot.Tests.Channels;

/// <summary>The parameters of each method and the fields of each object that a bot sends (Bot API 10.3). A name with ! must be there.</summary>
/// <remarks>Types: string, int, bool, float, chat (an id or @username), file (an upload or a string), any, an object below; [] is an array.</remarks>
internal static class BotApiSchema
{
    private const string Target = "business_connection_id string, chat_id chat, message_thread_id int";

    private const string Sent = $"""
        {Target}, direct_messages_topic_id int, disable_notification bool, protect_content bool, allow_paid_broadcast bool,
        message_effect_id string, reply_parameters ReplyParameters
        """;

    private const string Single = $"{Sent}, ephemeral_message_parameters EphemeralMessageParameters, suggested_post_parameters any, reply_markup ReplyMarkup";

    private const string Caption = "caption string, parse_mode string, caption_entities MessageEntity[]";

    private const string Edited = "business_connection_id string, chat_id chat, message_id int, inline_message_id string, reply_markup InlineKeyboardMarkup";

    private const string Draft = "chat_id int, message_thread_id int, draft_id int, can_stop bool, keep_on_stop bool";

    private const string Ephemeral = "chat_id chat, receiver_user_id int, ephemeral_message_id int";

    private const string Text = "text string, parse_mode string, entities MessageEntity[]";

    private const string Media = $"type string!, media string!, thumbnail string, {Caption}";

    /// <summary>Methods by name, in any letter case.</summary>
    public static FrozenDictionary<string, FrozenDictionary<string, (string Type, bool IsRequired)>> Methods { get; } = Read($"""
        getMe:
        logOut:
        close:
        getUpdates: offset int, limit int, timeout int, allowed_updates string[]
        setWebhook: url string, certificate file, ip_address string, max_connections int, allowed_updates string[], drop_pending_updates bool, secret_token string
        deleteWebhook: drop_pending_updates bool
        getWebhookInfo:
        sendMessage: {Single}, {Text}, link_preview_options LinkPreviewOptions
        sendRichMessage: {Single}, rich_message InputRichMessage
        sendPhoto: {Single}, {Caption}, photo file, show_caption_above_media bool, has_spoiler bool
        sendDocument: {Single}, {Caption}, document file, thumbnail file, disable_content_type_detection bool
        sendVoice: {Single}, {Caption}, voice file, duration int
        sendMediaGroup: {Sent}, media InputMedia[]
        sendMessageDraft: {Draft}, {Text}
        sendRichMessageDraft: {Draft}, rich_message InputRichMessage
        sendChatAction: {Target}, action string
        editMessageText: {Edited}, {Text}, link_preview_options LinkPreviewOptions, rich_message InputRichMessage
        editMessageCaption: {Edited}, {Caption}, show_caption_above_media bool
        editMessageReplyMarkup: {Edited}
        editEphemeralMessageText: {Ephemeral}, {Text}, rich_message InputRichMessage, link_preview_options LinkPreviewOptions, reply_markup InlineKeyboardMarkup
        editEphemeralMessageReplyMarkup: {Ephemeral}, reply_markup InlineKeyboardMarkup
        deleteEphemeralMessage: {Ephemeral}
        deleteMessage: chat_id chat, message_id int
        deleteMessages: chat_id chat, message_ids int[]
        setMessageReaction: chat_id chat, message_id int, reaction ReactionType[], is_big bool
        answerCallbackQuery: callback_query_id string, text string, show_alert bool, url string, cache_time int
        answerGuestQuery: guest_query_id string, result any
        getFile: file_id string
        setMyCommands: commands BotCommand[], scope BotCommandScope, language_code string
        getMyCommands: scope BotCommandScope, language_code string
        deleteMyCommands: scope BotCommandScope, language_code string
        getMyName: language_code string
        getMyDescription: language_code string
        getMyShortDescription: language_code string
        getChat: chat_id chat
        getChatMember: chat_id chat, user_id int
        getChatAdministrators: chat_id chat, return_bots bool
        getChatMemberCount: chat_id chat
        leaveChat: chat_id chat
        createForumTopic: chat_id chat, name string, icon_color int, icon_custom_emoji_id string
        editForumTopic: chat_id chat, message_thread_id int, name string, icon_custom_emoji_id string
        closeForumTopic: chat_id chat, message_thread_id int
        reopenForumTopic: chat_id chat, message_thread_id int
        deleteForumTopic: chat_id chat, message_thread_id int
        """);

    public static FrozenDictionary<string, FrozenDictionary<string, (string Type, bool IsRequired)>> Objects { get; } = Read($"""
        ReplyParameters: message_id int, chat_id chat, ephemeral_message_id int, allow_sending_without_reply bool, quote string, quote_parse_mode string, quote_entities MessageEntity[], quote_position int, checklist_task_id int, poll_option_id string
        EphemeralMessageParameters: receiver_user_id int!, callback_query_id string, replace_callback_query_message bool
        LinkPreviewOptions: is_disabled bool, url string, prefer_small_media bool, prefer_large_media bool, show_above_text bool
        MessageEntity: type string!, offset int!, length int!, url string, user any, language string, custom_emoji_id string, unix_time int, date_time_format string
        InlineKeyboardMarkup: inline_keyboard InlineKeyboardButton[][]!
        InlineKeyboardButton: text string!, icon_custom_emoji_id string, style string, url string, callback_data string, web_app WebAppInfo, login_url any, switch_inline_query string, switch_inline_query_current_chat string, switch_inline_query_chosen_chat any, copy_text CopyTextButton, callback_game any, pay bool, disabled DisabledButton
        ReplyKeyboardMarkup: keyboard any[][]!, is_persistent bool, resize_keyboard bool, one_time_keyboard bool, input_field_placeholder string, selective bool
        ReplyKeyboardRemove: remove_keyboard bool!, selective bool
        ForceReply: force_reply bool!, input_field_placeholder string, selective bool
        CopyTextButton: text string!
        WebAppInfo: url string!
        DisabledButton:
        InputRichMessage: blocks any[], html string, markdown string, media any[], is_rtl bool, skip_entity_detection bool
        InputMedia: {Media}, show_caption_above_media bool, has_spoiler bool, disable_content_type_detection bool, width int, height int, duration int, performer string, title string, supports_streaming bool, cover string, start_timestamp int
        ReactionType: type string!, emoji string, custom_emoji_id string
        BotCommand: command string!, description string!, is_ephemeral bool
        BotCommandScope: type string!, chat_id chat, user_id int
        """);

    private static FrozenDictionary<string, FrozenDictionary<string, (string Type, bool IsRequired)>> Read(string text)
    {
        var entries = new Dictionary<string, FrozenDictionary<string, (string Type, bool IsRequired)>>(StringComparer.OrdinalIgnoreCase);
        // A list goes on after a comma at the end of its line.
        foreach (var line in text.ReplaceLineEndings("\n").Replace(",\n", ", ", StringComparison.Ordinal).Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            entries[line[..colon].Trim()] = line[(colon + 1)..]
                .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(field => field.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .ToFrozenDictionary(field => field[0], field => (field[1].TrimEnd('!'), field[1].EndsWith('!')), StringComparer.Ordinal);
        }

        return entries.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
