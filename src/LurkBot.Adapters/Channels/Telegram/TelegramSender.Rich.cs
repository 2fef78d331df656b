using LurkBot.Delivery;
using Telegram.Bot.Requests;
using Telegram.Bot.Types;

namespace LurkBot.Channels;

/// <summary>Sends parts with tables as rich messages, where Telegram takes them (CHANNELS T31); else their HTML is sent.</summary>
internal sealed partial class TelegramSender
{
    /// <summary>Refusals that have nothing to do with how a text is written: the HTML would be refused as well.</summary>
    private static readonly string[] OtherRefusals =
        ["chat not found", "message thread not found", "TOPIC_CLOSED", "message is not modified", "message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID", "replied not found", "send text messages", "PEER_"];

    /// <summary>Refusals of this text; the next may be taken.</summary>
    private static readonly string[] RichRefusals = ["RICH_MESSAGE_", "can't parse", "too long", "too many", "ENTITY_", "unsupported"];

    private readonly TelegramRichChats rich = new(new SteadyTime(time));

    /// <summary>Makes one request for a rich message.</summary>
    /// <returns>Null when it is none, or Telegram does not take it: nothing was done.</returns>
    private async ValueTask<SendOutcome?> TryRichAsync(OutboundRecord part, TelegramAddress address, int? edited, CancellationToken cancellationToken)
    {
        if (part.Rich is null || !rich.Takes(address.Chat))
            return null;
        if (await WaitAsync(address, cancellationToken) is { } notYet)
            return notYet;
        var content = new InputRichMessage { Html = part.Rich };
        var answer = edited is { } id
            ? await api.CallAsync(new EditMessageTextRequest { ChatId = address.Chat, MessageId = id, Text = null!, RichMessage = content, ReplyMarkup = Keyboard(part) }, times.Request, cancellationToken)
            : await api.CallAsync(new SendRichMessageRequest { ChatId = address.Chat, MessageThreadId = address.Thread, RichMessage = content, ReplyParameters = Answered(part), ReplyMarkup = Keyboard(part) }, times.Request, cancellationToken);
        switch (answer)
        {
            case TelegramAnswer.Refused { Code: 404 } unknown when unknown.Description.Contains("method", StringComparison.OrdinalIgnoreCase):
                rich.ServerHasNone();
                break;
            case TelegramAnswer.Refused { Code: 400, MovedTo: null } refused when !Array.Exists(OtherRefusals, refused.Says):
                if (!Array.Exists(RichRefusals, refused.Says))
                    rich.ChatHasNone(address.Chat);
                break;
            default:
                return Told(part, answer, Judge(answer, address, part.PlatformId, isPlain: true));
        }

        Told(part, answer, null);
        return null;
    }
}
