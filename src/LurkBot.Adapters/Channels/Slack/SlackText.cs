using System.Text;

namespace LurkBot.Channels;

/// <summary>The escapes in Slack's texts (CHANNELS S16). Pure.</summary>
internal static class SlackText
{
    /// <summary>A text for the model: escapes decoded, people and channels by name.</summary>
    /// <param name="text">The text as it came.</param>
    /// <param name="nameOf">The name of a person by id; null when it is not known.</param>
    public static string Decode(string text, Func<string, string?> nameOf)
    {
        var output = new StringBuilder(text.Length);
        for (var position = 0; position < text.Length;)
        {
            var open = text.IndexOf('<', position);
            var close = open < 0 ? -1 : text.IndexOf('>', open + 1);
            if (close < 0)
            {
                output.Append(Unescape(text[position..]));
                break;
            }

            output.Append(Unescape(text[position..open])).Append(Mark(text[(open + 1)..close], nameOf));
            position = close + 1;
        }

        return output.ToString();
    }

    /// <summary>The ids of the people whom a text names.</summary>
    /// <param name="text">The text as it came.</param>
    public static IEnumerable<string> Named(string text)
    {
        for (var at = text.IndexOf("<@", StringComparison.Ordinal); at >= 0; at = text.IndexOf("<@", at + 2, StringComparison.Ordinal))
        {
            var end = text.AsSpan(at + 2).IndexOfAny('>', '|');
            if (end > 0 && SlackAddress.IsId(text.Substring(at + 2, end)))
                yield return text.Substring(at + 2, end);
        }
    }

    /// <summary>What follows the mentions of the bot at the start of a text.</summary>
    /// <param name="text">The text as it came.</param>
    /// <param name="bot">The bot.</param>
    public static string AfterMentions(string text, SlackBot bot)
    {
        var rest = text.AsSpan().TrimStart();
        while (rest.StartsWith("<@" + bot.Account, StringComparison.Ordinal) && rest.IndexOf('>') is > 0 and var end && rest[2 + bot.Account.Length] is '>' or '|')
            rest = rest[(rest.IndexOf('>') + 1)..].TrimStart();
        return rest.ToString();
    }

    /// <summary>A text that Slack shows as it is: nothing in it is a mark, so nothing pings anyone.</summary>
    /// <param name="text">Any text.</param>
    public static string Encode(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>Markdown for a stream, whose marks Slack reads: what could name a person, a group or a channel is broken up by a character without width.</summary>
    /// <param name="markdown">Any text. The safe form of its beginning is the beginning of its safe form.</param>
    public static string Harmless(string markdown) =>
        markdown.Replace("<", "<\u200B", StringComparison.Ordinal).Replace("@", "@\u200B", StringComparison.Ordinal);

    private static string Mark(string mark, Func<string, string?> nameOf)
    {
        var bar = mark.IndexOf('|', StringComparison.Ordinal);
        var (what, label) = bar < 0 ? (mark, "") : (mark[..bar], Unescape(mark[(bar + 1)..]));
        if (what.StartsWith('@'))
            return "@" + (nameOf(what[1..]) ?? (label.Length > 0 ? label : what[1..]));
        if (what.StartsWith('#'))
            return "#" + (label.Length > 0 ? label : what[1..]);
        if (what.StartsWith('!'))
            return label.Length > 0 ? label : "@" + what[1..].Split('^')[0];
        var address = Unescape(what);
        var shown = address.StartsWith("mailto:", StringComparison.Ordinal) ? address["mailto:".Length..] : address;
        return label.Length == 0 || label == shown || label == address || "http://" + label == address || "https://" + label == address ? label.Length == 0 || label == shown ? shown : address : $"{label} ({shown})";
    }

    private static string Unescape(string text) =>
        text.Replace("&lt;", "<", StringComparison.Ordinal).Replace("&gt;", ">", StringComparison.Ordinal).Replace("&amp;", "&", StringComparison.Ordinal);
}
