using System.Globalization;
using System.Text;
using System.Text.Json;
using LurkBot.Delivery;
using Microsoft.Extensions.Logging;
using Telegram.Bot.Requests;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;
using Telegram.Bot.Types.ReplyMarkups;

namespace LurkBot.Channels;

/// <summary>Sends and edits messages; what became of each is told exactly (CHANNELS T16 to T25, N5). Thread-safe.</summary>
/// <param name="api">Makes the requests.</param>
/// <param name="state">What the channel knows of the bot.</param>
/// <param name="pace">Keeps to Telegram's pace.</param>
/// <param name="times">How long it waits.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of refusals.</param>
internal sealed partial class TelegramSender(TelegramApi api, TelegramState state, TelegramPace pace, TelegramTimes times, TimeProvider time, ILogger logger)
{
    private const int LongestData = 64, ButtonsInRow = 3;

    /// <summary>What must wait longer for its place goes back to the ledger, where a crash does no harm to it.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>The words with which Telegram refuses markup; anything else that goes wrong says nothing about it (CHANNELS T24).</summary>
    private static readonly string[] MarkupRefusals = ["can't parse entities", "can't parse message text", "entity beginning at", "unsupported start tag", "unclosed start tag", "unmatched end tag", "unexpected end tag", "ENTITY_"];

    /// <summary>Sends a part, or edits its message.</summary>
    /// <param name="part">The part.</param>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SendOutcome> SendAsync(OutboundRecord part, DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (TelegramAddress.TryParse(target) is not { } address)
            return new SendOutcome.Refused("the address is not one of Telegram's");
        if (state.Bot is { } bot && bot.Account != target.Account)
            return new SendOutcome.Refused("the chat belongs to another bot");
        if (part.Buttons.Any(button => Encoding.UTF8.GetByteCount(button.Data) is 0 or > LongestData))
            return new SendOutcome.Refused("the data of a button is empty or longer than 64 bytes");
        int? edited = null;
        if (part.PlatformId is { } id)
        {
            if (!int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0)
                return new SendOutcome.Gone();
            edited = number;
        }

        if (await TryRichAsync(part, address, edited, cancellationToken) is { } shown)
            return shown;
        if (part.Markup is null)
            return await TryAsync(part, address, edited, isPlain: true, cancellationToken) ?? throw new InvalidOperationException("Plain text has no markup to refuse.");
        return await TryAsync(part, address, edited, isPlain: false, cancellationToken)
            ?? await TryAsync(part, address, edited, isPlain: true, cancellationToken)
            ?? throw new InvalidOperationException("Plain text has no markup to refuse.");
    }

    /// <summary>Makes one request.</summary>
    /// <returns>Null when Telegram could not read the markup: nothing was done.</returns>
    private async ValueTask<SendOutcome?> TryAsync(OutboundRecord part, TelegramAddress address, int? edited, bool isPlain, CancellationToken cancellationToken)
    {
        if (await WaitAsync(address, cancellationToken) is { } notYet)
            return notYet;
        var answer = edited is { } id
            ? await api.CallAsync(Edit(part, address, id, isPlain), times.Request, cancellationToken)
            : await api.CallAsync(Send(part, address, isPlain), times.Request, cancellationToken);
        return Told(part, answer, Judge(answer, address, part.PlatformId, isPlain));
    }

    /// <summary>Waits for a request's place.</summary>
    /// <returns>Null when it may be made now.</returns>
    private async ValueTask<SendOutcome.NotYet?> WaitAsync(TelegramAddress address, CancellationToken cancellationToken)
    {
        if (pace.FloodOf(address.Chat) is { } flood)
            return new SendOutcome.NotYet("Telegram asked to wait", flood);
        try
        {
            if (await pace.WaitAsync(address.Chat, LongestPause, cancellationToken) is { } later)
                return new SendOutcome.NotYet("the chat gets no more messages at once", later);
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.NotYet("it was given up before it was sent", null);
        }

        // A flood may have begun while it waited for its place.
        return pace.FloodOf(address.Chat) is { } begun ? new SendOutcome.NotYet("Telegram asked to wait", begun) : null;
    }

    /// <summary>Logs a refusal.</summary>
    private SendOutcome? Told(OutboundRecord part, TelegramAnswer answer, SendOutcome? outcome)
    {
        if (outcome is null or SendOutcome.Refused)
        {
            // What stands in quotation marks is the message's.
            var (what, why) = (outcome is null ? "markup" : "message", answer.Said.Split('"')[0].TrimEnd());
            LogRefused(what, part.Delivery, part.Part, why);
        }

        return outcome;
    }

    private SendOutcome? Judge(TelegramAnswer answer, TelegramAddress address, string? edited, bool isPlain) => answer switch
    {
        TelegramAnswer.Done done => IdOf(done.Result) is { } id ? new SendOutcome.Sent(id) : edited is not null ? new SendOutcome.Sent(edited) : new SendOutcome.Uncertain("the answer does not name the message"),
        TelegramAnswer.NotSent unsent => new SendOutcome.NotYet(unsent.Why, unsent.After),
        // The same edit again is the same edit; the same message again is a second one.
        TelegramAnswer.Lost lost => edited is null ? new SendOutcome.Uncertain(lost.Why) : new SendOutcome.NotYet(lost.Why, null),
        TelegramAnswer.Refused refused => Judge(refused, address, edited, isPlain),
        _ => throw new InvalidOperationException("An unknown answer."),
    };

    private SendOutcome? Judge(TelegramAnswer.Refused refused, TelegramAddress address, string? edited, bool isPlain) => refused switch
    {
        { MovedTo: { } to } => new SendOutcome.Moved(address.Target with { Chat = to.ToString(CultureInfo.InvariantCulture) }),
        { Code: 429 } => Flooded(refused, address),
        { Code: >= 500 or 401 or 404 or 409 } => new SendOutcome.NotYet(refused.Said, refused.After),
        _ when edited is not null && refused.Says("message is not modified") => new SendOutcome.Sent(edited),
        _ when edited is not null && (refused.Says("message to edit not found") || refused.Says("message can't be edited") || refused.Says("MESSAGE_ID_INVALID")) => new SendOutcome.Gone(),
        _ when !isPlain && Array.Exists(MarkupRefusals, refused.Says) => null,
        // Never to General instead: others read there (CHANNELS T20).
        _ when refused.Says("message thread not found") => new SendOutcome.Refused("the topic is gone") { IsOfChat = true },
        _ when refused.Says("TOPIC_CLOSED") => new SendOutcome.Refused("the topic is closed") { IsOfChat = true },
        _ => new SendOutcome.Refused(refused.Said) { IsOfChat = refused.Says("not enough rights") || refused.Says("chat not found") || refused.Code == 403 || refused.Says("have no rights") },
    };

    private SendOutcome.NotYet Flooded(TelegramAnswer.Refused refused, TelegramAddress address)
    {
        var after = refused.After ?? times.FirstWait;
        state.Health.Waits(pace.Flood(address.Chat, after));
        return new SendOutcome.NotYet("Telegram asked to wait", after);
    }

    private static SendMessageRequest Send(OutboundRecord part, TelegramAddress address, bool isPlain) => new()
    {
        ChatId = address.Chat,
        MessageThreadId = address.Thread,
        Text = isPlain ? TelegramRendering.Harmless(part.Text) : part.Markup!,
        ParseMode = isPlain ? ParseMode.None : ParseMode.Html,
        LinkPreviewOptions = Previews(part),
        ReplyParameters = Answered(part),
        ReplyMarkup = Keyboard(part),
    };

    private static ReplyParameters? Answered(OutboundRecord part) =>
        int.TryParse(part.ReplyTo, NumberStyles.None, CultureInfo.InvariantCulture, out var answered) && answered > 0 ? new ReplyParameters { MessageId = answered, AllowSendingWithoutReply = true } : null;

    private static EditMessageTextRequest Edit(OutboundRecord part, TelegramAddress address, int message, bool isPlain) => new()
    {
        ChatId = address.Chat,
        MessageId = message,
        Text = isPlain ? TelegramRendering.Harmless(part.Text) : part.Markup!,
        ParseMode = isPlain ? ParseMode.None : ParseMode.Html,
        LinkPreviewOptions = Previews(part),
        ReplyMarkup = Keyboard(part),
    };

    private static LinkPreviewOptions? Previews(OutboundRecord part)
    {
        var first = part.Text.IndexOf("://", StringComparison.Ordinal);
        return first >= 0 && part.Text.IndexOf("://", first + 3, StringComparison.Ordinal) >= 0 ? new LinkPreviewOptions { IsDisabled = true } : null;
    }

    private static InlineKeyboardMarkup? Keyboard(OutboundRecord part) => part.Buttons.Count == 0
        ? null
        : new InlineKeyboardMarkup { InlineKeyboard = part.Buttons.Select(button => InlineKeyboardButton.WithCallbackData(button.Label, button.Data)).Chunk(ButtonsInRow).ToList() };

    private static string? IdOf(JsonElement result) =>
        result.ValueKind == JsonValueKind.Object && result.TryGetProperty("message_id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out var number) && number > 0
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    [LoggerMessage(Level = LogLevel.Information, Message = "Telegram: the {What} of {Delivery}, part {Part}, was refused: {Why}.")]
    private partial void LogRefused(string what, string delivery, int part, string why);
}
