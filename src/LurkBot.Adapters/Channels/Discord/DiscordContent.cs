using System.Globalization;
using System.Text.RegularExpressions;
using LurkBot.Channels.Wire;
using LurkBot.Text;

namespace LurkBot.Channels;

/// <summary>What a message says and what comes with it: text with names in the place of ids, a labelled line for each thing that is not text, and files.</summary>
internal static partial class DiscordContent
{
    private const int LongestLabel = 500, VoiceMessage = 1 << 13;

    /// <summary>The whole text of a message, without a mention of the bot at its beginning.</summary>
    /// <param name="message">The message.</param>
    /// <param name="self">The bot.</param>
    /// <param name="places">Names of channels and roles.</param>
    public static string Text(DiscordMessage message, DiscordSelf self, DiscordPlaces places)
    {
        var lines = new List<string>();
        if (WithoutMention(message.Content ?? "", message, self, places) is { Length: > 0 } said)
            lines.Add(Named(said, message.Mentions, message.GuildId, places));
        foreach (var forwarded in message.MessageSnapshots ?? [])
        {
            lines.Add("[forwarded]");
            if (forwarded.Message?.Content is { Length: > 0 } content)
                lines.Add(Named(content, forwarded.Message.Mentions, message.GuildId, places));
        }

        foreach (var sticker in message.StickerItems ?? [])
            lines.Add($"[sticker {Line(sticker.Name)}]");
        if (message.Poll is { } poll)
            lines.Add($"[poll: {Line(poll.Question?.Text)}{string.Concat((poll.Answers ?? []).Take(12).Select(answer => $" / {Line(answer.PollMedia?.Text)}"))}]");
        return string.Join('\n', lines);
    }

    /// <summary>The files of a message, and of one that it forwards.</summary>
    /// <param name="message">The message.</param>
    public static IReadOnlyList<PlatformFile> Files(DiscordMessage message)
    {
        var files = new List<PlatformFile>();
        foreach (var file in (message.Attachments ?? []).Concat((message.MessageSnapshots ?? []).SelectMany(snapshot => snapshot.Message?.Attachments ?? [])))
        {
            var isVoice = (message.Flags & VoiceMessage) != 0 || file.DurationSecs is not null;
            var made = isVoice ? $"voice-{file.Id}.ogg" : $"file-{file.Id}";
            files.Add(new PlatformFile(DiscordFiles.Reference(message, file), isVoice ? made : SafeName(file.Filename) ?? made, SafeType(file.ContentType) ?? (isVoice ? "audio/ogg" : ""), Math.Max(0, file.Size)));
        }

        return files;
    }

    /// <summary>What another message says, as a quote.</summary>
    /// <param name="message">The message.</param>
    /// <param name="self">The bot.</param>
    /// <param name="places">Names of channels and roles.</param>
    /// <returns>Null when there is nothing to see.</returns>
    public static string? Quote(DiscordMessage message, DiscordSelf self, DiscordPlaces places)
    {
        var text = string.Join('\n', Files(message).Select(file => $"[{file.Name}]").Prepend(Text(message, self, places)).Where(line => line.Length > 0));
        return text.Length == 0 ? null : text;
    }

    /// <summary>The name of a person.</summary>
    /// <param name="user">The person.</param>
    /// <param name="member">The person in the server; null for none.</param>
    public static string? Name(DiscordUser user, DiscordMember? member) => member?.Nick is { Length: > 0 } nick ? nick : user.GlobalName is { Length: > 0 } name ? name : user.Username;

    /// <summary>The command at the very start of a text.</summary>
    /// <param name="text">The text, without a mention of the bot.</param>
    /// <returns>The command with its slash, in lower case, and what follows it; null when there is none.</returns>
    public static (string Command, string Argument)? Command(string text)
    {
        var match = CommandAtStart().Match(text);
        return match.Success ? (match.Groups["name"].Value.ToLowerInvariant(), text[match.Length..].Trim()) : null;
    }

    private static string WithoutMention(string content, DiscordMessage message, DiscordSelf self, DiscordPlaces places)
    {
        var match = MentionAtStart().Match(content);
        if (!match.Success || Snowflake.TryParse(match.Groups["id"].Value) is not { } id)
            return content;
        var isOurs = match.Groups["kind"].Value == "@&" ? message.GuildId is { } guild && places.IsRoleOf(guild, id, self.Id) : id == self.Id;
        return isOurs ? content[match.Length..].TrimStart(' ', ',', ':', '\n') : content;
    }

    /// <summary>A text with names in the place of ids (CHANNELS D28).</summary>
    private static string Named(string content, IReadOnlyList<DiscordUser>? mentions, Snowflake? guild, DiscordPlaces places) => Marked().Replace(content, match =>
    {
        var id = Snowflake.TryParse(match.Groups["id"].Value) ?? default;
        return match.Groups["kind"].Value switch
        {
            "@" or "@!" => mentions?.FirstOrDefault(user => user.Id == id) is { } user && Name(user, null) is { } name ? "@" + TerminalText.Sanitize(name, keepNewlines: false) : match.Value,
            "@&" => places.RoleName(guild, id) is { } role ? "@" + TerminalText.Sanitize(role, keepNewlines: false) : match.Value,
            "#" => places.Find(id)?.Name is { } room ? "#" + TerminalText.Sanitize(room, keepNewlines: false) : match.Value,
            "t:" => long.TryParse(match.Groups["id"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= uint.MaxValue
                ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture) : match.Value,
            _ => match.Groups["name"].Success ? $":{match.Groups["name"].Value}:" : match.Value,
        };
    });

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

    private static string? SafeType(string? type)
    {
        var media = type?.Split(';')[0].Trim();
        return media is { Length: > 0 and <= 100 } && media.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '-' or '+' or '.' or '_') ? media.ToLowerInvariant() : null;
    }

    [GeneratedRegex(@"^\s*<(?<kind>@[!&]?)(?<id>[0-9]{1,20})>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex MentionAtStart();

    [GeneratedRegex(@"<(?<kind>@[!&]?|#)(?<id>[0-9]{1,20})>|<(?<kind>t:)(?<id>[0-9]{1,12})(:[a-zA-Z])?>|<a?:(?<name>[A-Za-z0-9_]{1,64}):[0-9]{1,20}>", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marked();

    [GeneratedRegex(@"^(?<name>/[A-Za-z][A-Za-z0-9_-]{0,31})(?=\s|\z)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CommandAtStart();
}
