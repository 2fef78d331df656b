using System.Globalization;
using System.Text.RegularExpressions;
using LurkBot.Text;
using Telegram.Bot.Types;
using Telegram.Bot.Types.Enums;

namespace LurkBot.Channels;

/// <summary>What a message says and what comes with it: text, a labelled line for each thing that is not text, and files (CHANNELS T59).</summary>
internal static partial class TelegramContent
{
    private const int LongestLabel = 500;

    /// <summary>Whether a person said something with a message; else it tells of the chat, such as a new title.</summary>
    /// <param name="kind">What kind of message it is.</param>
    public static bool IsSaid(MessageType kind) => kind is
        MessageType.Text or MessageType.Photo or MessageType.Audio or MessageType.Video or MessageType.Voice or MessageType.Document or MessageType.Sticker
        or MessageType.Location or MessageType.Contact or MessageType.Venue or MessageType.Game or MessageType.VideoNote or MessageType.Invoice or MessageType.Poll
        or MessageType.Dice or MessageType.Animation or MessageType.Story or MessageType.Giveaway or MessageType.PaidMedia or MessageType.Checklist
        or MessageType.LivePhoto or MessageType.RichMessage;

    /// <summary>The whole text of a message.</summary>
    /// <param name="message">The message.</param>
    public static string Text(Message message)
    {
        var lines = new List<string>();
        if (message.ForwardOrigin is { } origin)
            lines.Add($"[forwarded from {Line(Name(origin))}]");
        if ((message.Text ?? message.Caption) is { Length: > 0 } said)
            lines.Add(Forged().Replace(said, "${before}\\["));
        if (Label(message) is { } label)
            lines.Add($"[{label}]");
        return string.Join('\n', lines);
    }

    /// <summary>What another message says, short, as a quote.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Null when there is nothing to see.</returns>
    public static string? Quote(Message message)
    {
        var names = Files(message).Select(file => $"[{file.Name}]");
        var text = string.Join('\n', names.Prepend(Text(message)).Where(line => line.Length > 0));
        return text.Length == 0 ? null : text;
    }

    /// <summary>The files of a message.</summary>
    /// <param name="message">The message.</param>
    public static IReadOnlyList<PlatformFile> Files(Message message)
    {
        var files = new List<PlatformFile>();
        var id = message.Id.ToString(CultureInfo.InvariantCulture);
        void Add(FileBase? file, string? name, string made, string? type, string usual)
        {
            if (file is { FileId.Length: > 0 })
                files.Add(new PlatformFile(file.FileId, SafeName(name) ?? made, SafeType(type) ?? usual, Math.Max(0, file.FileSize ?? 0)));
        }

        Add(message.Photo?.MaxBy(size => (long)size.Width * size.Height), null, $"photo-{id}.jpg", null, "image/jpeg");
        Add(message.LivePhoto?.Photo?.MaxBy(size => (long)size.Width * size.Height), null, $"photo-{id}.jpg", null, "image/jpeg");
        Add(message.Animation, message.Animation?.FileName, $"animation-{id}.mp4", message.Animation?.MimeType, "video/mp4");
        // An animation comes as a document too, for programs that know none.
        Add(message.Animation is null ? message.Document : null, message.Document?.FileName, $"document-{id}", message.Document?.MimeType, "");
        Add(message.Audio, message.Audio?.FileName, $"audio-{id}.mp3", Spoken(message.Audio?.MimeType), "audio/mpeg");
        Add(message.Video, message.Video?.FileName, $"video-{id}.mp4", message.Video?.MimeType, "video/mp4");
        Add(message.VideoNote, null, $"{Recording.VideoNotePrefix}{id}.mp4", null, "video/mp4");
        Add(message.Voice, null, $"voice-{id}.ogg", Spoken(message.Voice?.MimeType), "audio/ogg");
        if (message.Sticker is { IsAnimated: false, IsVideo: false } sticker)
            Add(sticker, null, $"sticker-{id}.webp", null, "image/webp");
        return files;
    }

    /// <summary>The stable ids of the files, to see whether an edit changed them.</summary>
    /// <param name="message">The message.</param>
    public static IEnumerable<string> FileIds(Message message) =>
        ((FileBase?[])[.. message.Photo ?? [], message.LivePhoto, message.Animation, message.Document, message.Audio, message.Video, message.VideoNote, message.Voice, message.Sticker])
            .Select(file => file?.FileUniqueId).OfType<string>();

    /// <summary>The name of a person.</summary>
    /// <param name="user">The person.</param>
    /// <returns>Null when there is none.</returns>
    public static string? Name(User user)
    {
        var name = $"{user.FirstName} {user.LastName}".Trim();
        return name.Length > 0 ? name : user.Username;
    }

    /// <summary>The name of a chat.</summary>
    /// <param name="chat">The chat.</param>
    /// <returns>Null when there is none.</returns>
    public static string? Name(Chat chat)
    {
        var name = chat.Title ?? $"{chat.FirstName} {chat.LastName}".Trim();
        return name.Length > 0 ? name : chat.Username;
    }

    private static string? Name(MessageOrigin origin) => origin switch
    {
        MessageOriginUser { SenderUser: { } user } => Name(user),
        MessageOriginHiddenUser hidden => hidden.SenderUserName,
        MessageOriginChat { SenderChat: { } chat } => Name(chat),
        MessageOriginChannel { Chat: { } channel } => Name(channel),
        _ => null,
    };

    private static string? Label(Message message) => message switch
    {
        { Venue: { } venue } => $"venue: {Line(venue.Title)}, {Line(venue.Address)}{(venue.Location is null ? "" : $", {Place(venue.Location)}")}",
        { Location: { } location } => $"{(location.LivePeriod is null ? "" : "live ")}location: {Place(location)}",
        { Contact: { } contact } => $"contact: {Line($"{contact.FirstName} {contact.LastName}".Trim())}, {Line(contact.PhoneNumber)}",
        { Poll: { } poll } => $"poll: {Line(poll.Question)}{string.Concat((poll.Options ?? []).Take(12).Select(option => $" / {Line(option?.Text)}"))}",
        { Dice: { } dice } => string.Create(CultureInfo.InvariantCulture, $"dice {Line(dice.Emoji)}: {dice.Value}"),
        { Sticker: { } sticker } => $"sticker {Line(sticker.Emoji)}".TrimEnd(),
        { Story: { } story } => $"story of {Line(story.Chat is null ? null : Name(story.Chat))}",
        { Game: { } game } => $"game: {Line(game.Title)}",
        { Invoice: { } invoice } => $"invoice: {Line(invoice.Title)}",
        { Checklist: { } list } => $"checklist: {Line(list.Title)}{string.Concat((list.Tasks ?? []).Take(30).Select(task => $" / {Line(task?.Text)}"))}",
        { Giveaway: not null } => "giveaway",
        { PaidMedia: not null } => "media that must be paid for",
        { RichMessage: not null } => "a formatted message that cannot be read here",
        _ => null,
    };

    private static string Place(Location location) => string.Create(CultureInfo.InvariantCulture, $"{location.Latitude}, {location.Longitude}");

    /// <summary>Another's words within a label: one line, of bounded length, that cannot close the label.</summary>
    private static string Line(string? text)
    {
        var line = string.Join(' ', TerminalText.Sanitize(text ?? "", keepNewlines: true).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace('[', '(').Replace(']', ')');
        return line.Length == 0 ? "unknown" : line.Length <= LongestLabel ? line : line[..LongestLabel] + "…";
    }

    private static string? SafeName(string? name)
    {
        if (name is null)
            return null;
        var last = TerminalText.Sanitize(name[(name.LastIndexOfAny(['/', '\\']) + 1)..], keepNewlines: false).Trim();
        if (last.Length > 120)
            last = last[..60].TrimEnd() + last[^60..];
        return last.Trim('.').Length == 0 ? null : TerminalText.Sanitize(last);
    }

    /// <summary>A type of audio: what Telegram calls audio is, whatever its sender says.</summary>
    private static string? Spoken(string? type) => type?.StartsWith("audio/", StringComparison.OrdinalIgnoreCase) == true ? type : null;

    /// <summary>Where a person's own words look like the lines that say what a message is: they get a backslash.</summary>
    [GeneratedRegex(@"(?<before>^[\p{Zs}\p{Cf}\t>]*)\[(?=[\p{Zs}\p{Cf}\t]*(forwarded[\p{Zs}\t]+from|answers:))", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forged();

    private static string? SafeType(string? type) =>
        type is { Length: > 0 and <= 100 } && type.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '-' or '+' or '.' or '_') ? type.ToLowerInvariant() : null;
}
