using System.Text;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Refuses keyboards that the real server refuses.</summary>
internal static class ReplyMarkup
{
    private static readonly string[] Kinds =
    [
        "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
        "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay", "disabled",
    ];

    public static void Check(JsonObject markup)
    {
        if (markup["inline_keyboard"] is not JsonArray rows)
            return;
        var buttons = rows.SelectMany(row => row!.AsArray()).Select(button => button!.AsObject()).ToList();
        if (buttons.Count > 100)
            throw BotApiException.BadRequest("reply markup is too long");
        foreach (var button in buttons)
        {
            if (((string)button["text"]!).Length == 0)
                throw BotApiException.BadRequest("can't parse inline keyboard button: Text must be non-empty");
            if (Kinds.Count(button.ContainsKey) is var kinds && kinds == 0)
                throw BotApiException.BadRequest("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard");
            if (kinds > 1)
                throw BotApiException.BadRequest("can't parse inline keyboard button: exactly one kind of button must be given");
            if ((string?)button["callback_data"] is { } data && Encoding.UTF8.GetByteCount(data) is < 1 or > 64)
                throw BotApiException.BadRequest("BUTTON_DATA_INVALID");
            if ((string?)button["url"] is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "tg"))
                throw BotApiException.BadRequest($"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL");
            if ((string?)button["style"] is not (null or "danger" or "success" or "primary"))
                throw BotApiException.BadRequest("can't parse inline keyboard button: invalid button style specified");
        }
    }
}
