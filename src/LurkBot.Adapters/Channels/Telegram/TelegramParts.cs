using System.Globalization;
using LurkBot.Entries;
using Telegram.Bot.Types;

namespace LurkBot.Channels;

/// <summary>Finds texts that a client cut into several messages and messages that were forwarded together: what follows at once from the same person (CHANNELS T46). Not thread-safe.</summary>
internal sealed class TelegramParts
{
    /// <summary>A text of so many units may go on in the next message.</summary>
    public const int MaybeCut = 4000;

    private const int Kept = 1000;

    /// <summary>What is so much older than the newest message has no next part on its way.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

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
        var id = message.Id.ToString(CultureInfo.InvariantCulture);
        var partOf = follows && before!.MayGoOn ? before.PartOf : isForward ? MessageParts.Forward(id) : MessageParts.Paste(id);
        if (last.Count >= Kept)
            last.Clear();
        last[key] = new Last(message.Id, message.Date, partOf, isForward, isForward || isLong);
        return partOf;
    }

    /// <summary>What may go on in a message that was not told yet, for another process to go on with.</summary>
    /// <returns>Empty where nothing may.</returns>
    public string Save()
    {
        var newest = last.Count == 0 ? default : last.Values.Max(one => one.At);
        return string.Join('\n', last.Where(pair => pair.Value.MayGoOn && newest - pair.Value.At <= Recent).Select(pair => string.Create(
            CultureInfo.InvariantCulture,
            $"{pair.Key.Chat} {pair.Key.Thread ?? 0} {pair.Key.Sender} {pair.Value.Message} {new DateTimeOffset(pair.Value.At).ToUnixTimeSeconds()} {pair.Value.PartOf}")));
    }

    /// <summary>Goes on with what an earlier process saved.</summary>
    /// <param name="saved">What <see cref="Save"/> gave; unreadable entries are skipped.</param>
    public void Restore(string saved)
    {
        foreach (var line in saved.Split('\n'))
        {
            var fields = line.Split(' ');
            if (fields.Length == 6 && fields[..5].All(field => long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
            {
                var numbers = fields[..5].Select(field => long.Parse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)).ToList();
                var at = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(numbers[4], 0, uint.MaxValue)).UtcDateTime;
                last[(numbers[0], numbers[1] == 0 ? null : (int)numbers[1], numbers[2])] = new Last((int)numbers[3], at, fields[5], !MessageParts.IsPaste(fields[5]), MayGoOn: true);
            }
        }
    }

    private sealed record Last(int Message, DateTime At, string PartOf, bool IsForward, bool MayGoOn);
}
