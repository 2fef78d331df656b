using LurkBot.Text;

namespace LurkBot.Channels;

/// <summary>What a message says and what comes with it (CHANNELS S14, S28). Pure.</summary>
internal static class SlackContent
{
    private const int LongestLabel = 500, LongestForward = 4000;

    /// <summary>The whole text of a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="view">How it is looked at.</param>
    public static string Text(SlackMessage message, SlackView view)
    {
        string? NameOf(string id) => id == view.Bot.Account ? view.Bot.Name : view.PersonOf(id)?.Name;
        var lines = new List<string>();
        if (message.Text is { Length: > 0 } said)
            lines.Add(SlackText.Decode(said, NameOf));
        foreach (var attachment in message.Attachments ?? [])
        {
            if ((attachment.IsShare || attachment.IsMsgUnfurl) && (attachment.Text ?? attachment.Fallback) is { Length: > 0 } shared)
                lines.Add($"[forwarded from {Line(attachment.AuthorName)}]\n{Shortened(SlackText.Decode(shared, NameOf), LongestForward)}");
        }

        foreach (var file in message.Files ?? [])
        {
            if (!IsHeld(file))
                lines.Add($"[a file that Slack does not have: {Line(file.Name ?? file.Title)}]");
        }

        return string.Join('\n', lines);
    }

    /// <summary>The files of a message.</summary>
    /// <param name="message">The message.</param>
    public static IReadOnlyList<PlatformFile> Files(SlackMessage message) =>
    [
        .. (message.Files ?? []).Where(IsHeld).Select((file, i) => new PlatformFile(file.Id!, SafeName(file.Name ?? file.Title) ?? $"file-{i + 1}", SafeType(file.Mimetype), file.Size is > 0 and var size ? size : 0)),
    ];

    /// <summary>What is seen of a message that another one answers, of bounded length.</summary>
    /// <param name="message">The message.</param>
    /// <param name="view">How it is looked at.</param>
    /// <returns>Null when there is nothing to see, or no one wrote it.</returns>
    public static string? Quote(SlackMessage message, SlackView view)
    {
        if (message.Subtype is not (null or "file_share" or "thread_broadcast" or "me_message" or "bot_message"))
            return null;
        var text = string.Join('\n', Files(message).Select(file => $"[{file.Name}]").Prepend(Text(message, view)).Where(line => line.Length > 0));
        return text.Length == 0 ? null : Shortened(text, LongestForward);
    }

    /// <summary>What tells two versions of a message apart.</summary>
    /// <param name="message">A version.</param>
    public static string Fingerprint(SlackMessage message) =>
        string.Join('\0', (message.Files ?? []).Select(file => file.Id).Prepend(message.Text));

    private static bool IsHeld(SlackFile file) => SlackAddress.IsId(file.Id) && file.Mode is not ("tombstone" or "hidden_by_limit" or "external");

    private static string Shortened(string text, int length) => text.Length <= length ? text : text[..length] + "…";

    /// <summary>Another's words within a label: one line, of bounded length, that cannot close the label.</summary>
    private static string Line(string? text)
    {
        var line = string.Join(' ', TerminalText.Sanitize(text ?? "", keepNewlines: true).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Replace('[', '(').Replace(']', ')');
        return line.Length == 0 ? "unknown" : Shortened(line, LongestLabel);
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

    private static string SafeType(string? type) =>
        type is { Length: > 0 and <= 100 } && type.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '-' or '+' or '.' or '_') ? type.ToLowerInvariant() : "";
}
