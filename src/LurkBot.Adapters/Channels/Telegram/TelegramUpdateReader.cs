using System.Globalization;
using System.Text.Json;
using LurkBot.Delivery;
using Telegram.Bot;
using Telegram.Bot.Types;

namespace LurkBot.Channels;

/// <summary>Reads the updates of a poll, each for itself: one that cannot be read is kept as it came and stops no other. Not thread-safe.</summary>
internal sealed class TelegramUpdateReader
{

    /// <summary>What belongs together.</summary>
    public TelegramParts Parts { get; } = new();

    /// <summary>Reads a poll's result.</summary>
    /// <param name="result">What Telegram gave back.</param>
    /// <param name="bot">The bot.</param>
    /// <returns>Null when it is not a list.</returns>
    public TelegramBatch? Read(JsonElement result, TelegramBot bot)
    {
        if (result.ValueKind != JsonValueKind.Array)
            return null;
        var events = new List<PlatformEvent>();
        long? highest = null;
        foreach (var update in result.EnumerateArray())
        {
            var number = NumberOf(update);
            if (number > (highest ?? 0))
                highest = number;
            events.Add(Read(update, number, bot));
        }

        return new TelegramBatch(events, result.GetArrayLength(), highest);
    }

    private PlatformEvent Read(JsonElement json, long? number, TelegramBot bot)
    {
        var raw = json.GetRawText();
        var own = new MessageSource(
            TelegramChannel.ChannelName, bot.Account, "update", string.Create(CultureInfo.InvariantCulture, $"{number ?? 0}-{TelegramMapper.Hash(raw)}"), MessageSource.First);
        try
        {
            if (number is null)
                throw new FormatException("It has no number.");
            var update = json.Deserialize<Update>(JsonBotAPI.Options) ?? throw new FormatException("It is empty.");
            var told = TelegramMapper.Map(update, bot, own);
            if (told is not PlatformEvent.Message { EditedAt: null } message)
                return told;
            var (partOf, isForUs) = Parts.Take(update.Message!, message.Command is not null || message.IsForAnother, message.IsForUs);
            return message with { PartOf = partOf, IsForUs = isForUs };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever a hostile update does to the library's types is that update's fault alone.
            return new PlatformEvent.Unreadable(own, raw, PlatformFailure.Odd(e, "the Bot API"));
        }
    }

    private static long? NumberOf(JsonElement update) =>
        update.ValueKind == JsonValueKind.Object && update.TryGetProperty("update_id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number) && number > 0 ? number : null;
}
