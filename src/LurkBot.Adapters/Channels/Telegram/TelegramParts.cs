using System.Globalization;
using LurkBot.Entries;
using Telegram.Bot.Types;

namespace LurkBot.Channels;

/// <summary>
/// Finds texts that a client cut into several messages and messages that were forwarded together: what follows at once from the same person (CHANNELS T46). What goes on
/// with a message for the bot is for the bot: only the first part of a text or an album names it. Not thread-safe.
/// </summary>
internal sealed class TelegramParts
{
    /// <summary>A text of so many units may go on in the next message.</summary>
    public const int MaybeCut = 4000;

    private const int Kept = 1000;

    /// <summary>What is so much older than the newest message has no next part on its way.</summary>
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(10);

    private readonly Dictionary<(long Chat, int? Thread, long Sender), Last> last = [];

    /// <summary>What a message is a part of, and whether what it goes on with is for the bot.</summary>
    /// <param name="message">A message as it came, not an edit.</param>
    /// <param name="isCommand">Whether it is a command: no command waits for more.</param>
    /// <param name="isForUs">Whether it is for the bot by its own marks.</param>
    /// <returns>Null for what it is a part of when it stands alone.</returns>
    public (string? PartOf, bool IsForUs) Take(Message message, bool isCommand, bool isForUs)
    {
        var key = (message.Chat.Id, message.IsTopicMessage ? message.MessageThreadId : null, message.SenderChat?.Id ?? message.From?.Id ?? 0);
        last.TryGetValue(key, out var before);
        if (before is not null && before.Message == message.Id)
            return (before.PartOf, isForUs || before.IsForUs);
        last.Remove(key);
        if (isCommand)
            return (null, isForUs);
        if (message.MediaGroupId is { Length: > 0 } album)
        {
            var whole = MessageParts.Album(album);
            return Keep(whole, isForUs || (before?.IsForUs == true && string.Equals(before.PartOf, whole, StringComparison.Ordinal)), isForward: false, mayGoOn: true);
        }

        var isForward = message.ForwardOrigin is not null;
        var isLong = !isForward && message.Text?.Length >= MaybeCut;
        var follows = before is not null && before.IsForward == isForward && !MessageParts.IsAlbum(before.PartOf) && message.Id == before.Message + 1
            && message.Date - before.At >= TimeSpan.Zero && message.Date - before.At <= TimeSpan.FromSeconds(isForward ? 1 : 2);
        if (!isForward && (message.Text is null || !(isLong || (follows && before!.MayGoOn))))
            return (null, isForUs);
        var id = message.Id.ToString(CultureInfo.InvariantCulture);
        var goesOn = follows && before!.MayGoOn;
        return Keep(goesOn ? before!.PartOf : isForward ? MessageParts.Forward(id) : MessageParts.Paste(id), isForUs || (goesOn && before!.IsForUs), isForward, isForward || isLong);

        (string, bool) Keep(string partOf, bool isOurs, bool isForward, bool mayGoOn)
        {
            if (last.Count >= Kept)
                last.Clear();
            last[key] = new Last(message.Id, message.Date, partOf, isForward, mayGoOn, isOurs);
            return (partOf, isOurs);
        }
    }

    /// <summary>What may go on in a message that was not told yet, for another process to go on with.</summary>
    /// <returns>Empty where nothing may.</returns>
    public string Save()
    {
        var newest = last.Count == 0 ? default : last.Values.Max(one => one.At);
        return string.Join('\n', last.Where(pair => pair.Value.MayGoOn && newest - pair.Value.At <= Recent).Select(pair => string.Create(
            CultureInfo.InvariantCulture,
            $"{pair.Key.Chat} {pair.Key.Thread ?? 0} {pair.Key.Sender} {pair.Value.Message} {new DateTimeOffset(pair.Value.At).ToUnixTimeSeconds()} {pair.Value.PartOf} {(pair.Value.IsForUs ? 1 : 0)}")));
    }

    /// <summary>Goes on with what an earlier process saved.</summary>
    /// <param name="saved">What <see cref="Save"/> gave; unreadable entries are skipped.</param>
    public void Restore(string saved)
    {
        foreach (var line in saved.Split('\n'))
        {
            var fields = line.Split(' ');
            if (fields.Length is 6 or 7 && fields[..5].All(field => long.TryParse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)))
            {
                var numbers = fields[..5].Select(field => long.Parse(field, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)).ToList();
                var at = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(numbers[4], 0, uint.MaxValue)).UtcDateTime;
                last[(numbers[0], numbers[1] == 0 ? null : (int)numbers[1], numbers[2])] = new Last((int)numbers[3], at, fields[5], !MessageParts.IsPaste(fields[5]) && !MessageParts.IsAlbum(fields[5]), MayGoOn: true, fields.Length == 7 && fields[6] == "1");
            }
        }
    }

    private sealed record Last(int Message, DateTime At, string PartOf, bool IsForward, bool MayGoOn, bool IsForUs);
}
