using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The methods of the Bot API. Each runs under the gate of the world; only getUpdates waits.</summary>
internal sealed partial class BotMethods
{
    private readonly TelegramWorld world;
    private readonly Dictionary<string, Func<BotCall, JsonNode?>> methods;

    public BotMethods(TelegramWorld world)
    {
        this.world = world;
        methods = new Dictionary<string, Func<BotCall, JsonNode?>>(StringComparer.OrdinalIgnoreCase)
        {
            ["getMe"] = call => call.Bot.ToJson(),
            ["logOut"] = _ => throw BotApiException.BadRequest("this test server does not log out"),
            ["close"] = _ => throw BotApiException.TooManyRequests(600),
            ["setWebhook"] = SetWebhook,
            ["deleteWebhook"] = DeleteWebhook,
            ["getWebhookInfo"] = WebhookInfo,
            ["sendMessage"] = SendMessage,
            ["sendRichMessage"] = SendRichMessage,
            ["sendPhoto"] = SendPhoto,
            ["sendDocument"] = SendDocument,
            ["sendVoice"] = SendVoice,
            ["sendMediaGroup"] = SendMediaGroup,
            ["sendMessageDraft"] = SendMessageDraft,
            ["sendRichMessageDraft"] = SendRichMessageDraft,
            ["sendChatAction"] = SendChatAction,
            ["editMessageText"] = EditMessageText,
            ["editMessageCaption"] = EditMessageCaption,
            ["editMessageReplyMarkup"] = EditMessageReplyMarkup,
            ["editEphemeralMessageText"] = EditEphemeralMessageText,
            ["editEphemeralMessageReplyMarkup"] = EditEphemeralMessageReplyMarkup,
            ["deleteEphemeralMessage"] = DeleteEphemeralMessage,
            ["deleteMessage"] = call => DeleteOne(call, call.Integer("message_id") ?? 0),
            ["deleteMessages"] = DeleteMessages,
            ["setMessageReaction"] = SetMessageReaction,
            ["answerCallbackQuery"] = AnswerCallbackQuery,
            ["answerGuestQuery"] = AnswerGuestQuery,
            ["getFile"] = GetFile,
            ["setMyCommands"] = SetMyCommands,
            ["getMyCommands"] = call => call.Bot.Commands.GetValueOrDefault(CommandScope(call))?.DeepClone() ?? new JsonArray(),
            ["deleteMyCommands"] = DeleteMyCommands,
            ["getMyName"] = call => new JsonObject { ["name"] = call.Bot.User.Name },
            ["getMyDescription"] = _ => new JsonObject { ["description"] = "" },
            ["getMyShortDescription"] = _ => new JsonObject { ["short_description"] = "" },
            ["getChat"] = GetChat,
            ["getChatMember"] = GetChatMember,
            ["getChatAdministrators"] = GetChatAdministrators,
            ["getChatMemberCount"] = call => Member(call).Members.Values.Count(status => status is not ("left" or "kicked")),
            ["leaveChat"] = LeaveChat,
            ["createForumTopic"] = CreateForumTopic,
            ["editForumTopic"] = EditForumTopic,
            ["closeForumTopic"] = call => SetClosed(call, isClosed: true),
            ["reopenForumTopic"] = call => SetClosed(call, isClosed: false),
            ["deleteForumTopic"] = DeleteForumTopic,
        };
    }

    /// <summary>Whether a method exists, in any letter case.</summary>
    public bool Has(string method) =>
        BotApiSchema.Methods.ContainsKey(method)
        && (world.HasRichMessages || !method.Contains("Rich", StringComparison.OrdinalIgnoreCase));

    public async Task<JsonNode?> RunAsync(BotCall call, CancellationToken cancellationToken)
    {
        if (call.Method.Equals("getUpdates", StringComparison.OrdinalIgnoreCase))
            return await call.Bot.Updates.PollAsync(call, cancellationToken);
        try
        {
            lock (world.Gate)
                return methods[call.Method](call);
        }
        finally
        {
            world.Changed();
        }
    }

    private static JsonNode? SetWebhook(BotCall call)
    {
        var url = call.Text("url") ?? "";
        if (url.Length > 0 && !url.StartsWith("https://", StringComparison.Ordinal))
            throw BotApiException.BadRequest("bad webhook: An HTTPS URL must be provided for webhook");
        if (call.Text("secret_token") is { } secret && (secret.Length is 0 or > 256 || secret.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-'))))
            throw BotApiException.BadRequest("secret token contains unallowed characters");
        call.Bot.Updates.SetWebhook(url, call.Array("allowed_updates"), call.Flag("drop_pending_updates"));
        return true;
    }

    private static JsonNode? DeleteWebhook(BotCall call)
    {
        call.Bot.Updates.SetWebhook("", null, call.Flag("drop_pending_updates"));
        return true;
    }

    private static JsonObject WebhookInfo(BotCall call)
    {
        var info = new JsonObject
        {
            ["url"] = call.Bot.Updates.Webhook,
            ["has_custom_certificate"] = false,
            ["pending_update_count"] = call.Bot.Updates.Pending,
        };
        if (call.Bot.Updates.Allowed is { } allowed)
            info["allowed_updates"] = allowed;
        return info;
    }
}
