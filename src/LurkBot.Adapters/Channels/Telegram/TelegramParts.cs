using LurkBot.Entries;
using Telegram.Bot.Types;

namespace LurkBot.Channels;

/// <summary>Finds texts that a client cut into several messages and messages that were forwarded together: what follows at once from the same person (CHANNELS T46). Not thread-safe.</summary>
internal sealed class TelegramParts
{
    /// <summary>A text of so many units may go on in the next message.</summary>
    public const int MaybeCut = 4000;

    private const int Kept = 1000;

    private readonly Dictionary<(long Chat, int? Thread, long Sender), Last> last = [];

    /// <summary>What a message is a part of, besides an album.</summary>
    /// <param name="message">A message as it came, not an edit.</param>
    /// <param name="isCommand">Whether it is a command: no command waits for more.</param>
    /// <returns>Null when it stands alone.</returns>
    public string? PartOf(Message message, bool isCommand)
    {
        var key = (message.Chat.Id, message.IsTopicMessage ? message.MessageThreadId : null, message.SenderChat?.Id ?? message.From?.Id ?? 0);
        last.TryGetValue(key, out var before);
        if (before is not null && before.Message == message.Id)
            return before.PartOf;
        last.Remove(key);
        if (isCommand || message.MediaGroupId is not null)
            return null;

        var isForward = message.ForwardOrigin is not null;
        var isLong = !isForward && message.Text?.Length >= MaybeCut;
        var follows = before is not null && before.IsForward == isForward && message.Id == before.Message + 1
            && message.Date - before.At >= TimeSpan.Zero && message.Date - before.At <= TimeSpan.FromSeconds(isForward ? 1 : 2);
        if (!isForward && (message.Text is null || !(isLong || (follows && before!.MayGoOn))))
            return null;
        var id = message.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var partOf = follows && before!.MayGoOn ? before.PartOf : isForward ? MessageParts.Forward(id) : MessageParts.Paste(id);
        if (last.Count >= Kept)
            last.Clear();
        last[key] = new Last(message.Id, message.Date, partOf, isForward, isForward || isLong);
        return partOf;
    }

    private sealed record Last(int Message, DateTime At, string PartOf, bool IsForward, bool MayGoOn);
}
