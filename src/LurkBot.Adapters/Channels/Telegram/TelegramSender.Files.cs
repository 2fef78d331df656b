using System.Globalization;
using LurkBot.Delivery;
using LurkBot.Entries;

namespace LurkBot.Channels;

/// <summary>Sends files: pictures as photos where Telegram takes them as such, everything else as documents (CHANNELS T57).</summary>
internal sealed partial class TelegramSender
{
    private const int LargestPhoto = 10 << 20, LongestCaption = 1024;

    /// <summary>The words with which Telegram refuses a file as a photo; as a document it takes the same one.</summary>
    private static readonly string[] PhotoRefusals = ["PHOTO_", "IMAGE_PROCESS_FAILED", "too big for a photo", "wrong type of the web page content"];

    /// <summary>Sends a file.</summary>
    /// <param name="part">The part.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="target">Where.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<SendOutcome> SendFileAsync(OutboundRecord part, ReadOnlyMemory<byte> content, DeliveryTarget target, CancellationToken cancellationToken)
    {
        if (TelegramAddress.TryParse(target) is not { } address)
            return new SendOutcome.Refused("the address is not one of Telegram's");
        if (state.Bot is { } bot && bot.Account != target.Account)
            return new SendOutcome.Refused("the chat belongs to another bot");
        if (FileType.Of(content.Span) is "image/png" or "image/jpeg" && content.Length <= LargestPhoto
            && await SendAsync(part, content, address, "photo", cancellationToken) is { } shown)
            return shown;
        return await SendAsync(part, content, address, "document", cancellationToken) ?? new SendOutcome.Refused("Telegram does not take the file");
    }

    /// <summary>Sends a file as one kind, without the caption's markup where that is refused.</summary>
    /// <returns>Null when Telegram does not take it as that kind: nothing was done.</returns>
    private async ValueTask<SendOutcome?> SendAsync(OutboundRecord part, ReadOnlyMemory<byte> content, TelegramAddress address, string kind, CancellationToken cancellationToken)
    {
        for (var isPlain = part.Markup is null || Caption(part).Length > LongestCaption; ; isPlain = true)
        {
            if (await WaitAsync(address, cancellationToken) is { } notYet)
                return notYet;
            var method = kind == "photo" ? "sendPhoto" : "sendDocument";
            var answer = await api.UploadAsync(method, Fields(part, address, isPlain), (kind, part.File!.Name, content), times.Upload, cancellationToken);
            if (kind == "photo" && answer is TelegramAnswer.Refused { Code: 400, MovedTo: null } refused && Array.Exists(PhotoRefusals, refused.Says))
                return null;
            if (Told(part, answer, Judge(answer, address, null, isPlain)) is { } outcome)
                return outcome;
        }
    }

    private static IEnumerable<(string Name, string Value)> Fields(OutboundRecord part, TelegramAddress address, bool isPlain)
    {
        yield return ("chat_id", address.Chat.ToString(CultureInfo.InvariantCulture));
        if (address.Thread is { } thread)
            yield return ("message_thread_id", thread.ToString(CultureInfo.InvariantCulture));
        var caption = isPlain ? Caption(part) : part.Markup!;
        // A caption that fits only without the marks that keep its names from being mentions gets an @ that is none.
        if (isPlain && caption.Length > LongestCaption)
            caption = caption.Replace("@\u200B", "@", StringComparison.Ordinal).Replace('@', '＠');
        if (caption.Length > 0)
            yield return ("caption", caption);
        if (caption.Length > 0 && !isPlain)
            yield return ("parse_mode", "HTML");
    }

    private static string Caption(OutboundRecord part) => TelegramRendering.Harmless(part.File!.CaptionIn(part.Text));
}
