using System.Text.RegularExpressions;

namespace LurkBot.Tests.Channels;

/// <summary>
/// Reads the HTML of a rich message as the documentation has it: only its tags, each closed where it belongs, blocks not within text, cells within rows within
/// tables, only the entities that it names; and counts what is limited.
/// </summary>
internal sealed partial class RichHtml
{
    private const int MaxBlocks = 500;
    private const int MaxDepth = 16;
    private const int MaxColumns = 20;

    private static readonly HashSet<string> Inline = ["b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "mark", "sub", "sup", "tg-spoiler", "a", "tg-reference", "tg-emoji", "tg-time", "tg-math"];
    private static readonly HashSet<string> Blocks = ["h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "footer", "ul", "ol", "li", "blockquote", "aside", "table", "tr", "details"];
    private static readonly HashSet<string> Parts = ["th", "td", "caption", "summary", "cite"];
    private static readonly HashSet<string> Single = ["br", "hr", "img"];
    private static readonly HashSet<string> Entities = ["lt", "gt", "amp", "quot", "apos", "nbsp", "hellip", "mdash", "ndash", "lsquo", "rsquo", "ldquo", "rdquo"];

    private readonly Stack<string> open = new();
    private int blocks;
    private int columns;

    /// <summary>How many characters are seen.</summary>
    public int Characters { get; private set; }

    /// <summary>Reads a message, or refuses it.</summary>
    public static RichHtml Read(string html)
    {
        var read = new RichHtml();
        var position = 0;
        foreach (Match tag in Tag().Matches(html))
        {
            read.Text(html[position..tag.Index]);
            read.Take(tag);
            position = tag.Index + tag.Length;
        }

        read.Text(html[position..]);
        if (read.open.TryPeek(out var left))
            throw Refused($"Can't find end tag corresponding to start tag \"{left}\"");
        return read;
    }

    private void Take(Match tag)
    {
        var name = tag.Groups["name"].Value;
        if (tag.Groups["end"].Success)
        {
            if (!open.TryPop(out var begun) || begun != name)
                throw Refused($"Unexpected end tag \"{name}\"");
            if (name == "tr")
                columns = 0;
            return;
        }

        if (!Inline.Contains(name) && !Blocks.Contains(name) && !Parts.Contains(name) && !Single.Contains(name))
            throw Refused($"Unsupported start tag \"{name}\"");
        var parent = open.TryPeek(out var around) ? around : null;
        var isPlaced = name switch
        {
            "tr" or "caption" => parent == "table",
            "th" or "td" => parent == "tr",
            "li" => parent is "ul" or "ol",
            "summary" => parent == "details",
            "code" when parent == "pre" => true,
            _ when Blocks.Contains(name) || name == "hr" => parent is null or "li" or "details" or "blockquote",
            _ => parent is not ("table" or "tr" or "ul" or "ol" or "pre"),
        };
        if (!isPlaced)
            throw Refused($"Tag \"{name}\" is not allowed in \"{parent}\"");
        if ((Blocks.Contains(name) || name == "hr") && ++blocks > MaxBlocks)
            throw BotApiException.BadRequest("too many blocks in the rich message");
        if (name is "th" or "td" && ++columns > MaxColumns)
            throw BotApiException.BadRequest("too many columns in a table of the rich message");
        if (Single.Contains(name))
            return;
        open.Push(name);
        if (open.Count > MaxDepth)
            throw Refused("Too many nested tags");
    }

    private void Text(string text)
    {
        if (text.Contains('<', StringComparison.Ordinal))
            throw Refused("Unclosed start tag");
        if (open.TryPeek(out var around) && around is "table" or "tr" or "ul" or "ol" && text.Trim().Length > 0)
            throw Refused($"Text is not allowed in \"{around}\"");
        foreach (Match entity in Entity().Matches(text))
        {
            if (!Entities.Contains(entity.Groups["name"].Value) && !entity.Groups["number"].Success)
                throw Refused($"Unsupported entity \"{entity.Value}\"");
        }

        Characters += Entity().Replace(text, "x").EnumerateRunes().Count();
    }

    private static BotApiException Refused(string why) => BotApiException.BadRequest($"can't parse rich message: {why}");

    [GeneratedRegex("""<(?<end>/)?(?<name>[a-z][a-z0-9-]*)(?:\s+[a-z-]+(?:="[^"]*")?)*\s*/?>""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Tag();

    [GeneratedRegex("&(?:#(?<number>[0-9]{1,7}|x[0-9a-fA-F]{1,6});|(?<name>[a-zA-Z]*);?)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Entity();
}
