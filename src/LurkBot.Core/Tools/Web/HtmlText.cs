using System.Net;

namespace LurkBot.Tools;

/// <summary>The text of an HTML page, with headings, list items, links and code as Markdown writes them. It never fails, whatever the page is.</summary>
internal static class HtmlText
{
    private static readonly HashSet<string> Hidden = new(["script", "style", "noscript", "template", "svg", "head", "iframe"], StringComparer.Ordinal);

    private static readonly HashSet<string> Blocks = new(
        ["p", "div", "section", "article", "header", "footer", "main", "nav", "aside", "ul", "ol", "li", "table", "tr", "blockquote", "pre", "figure", "form", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr"],
        StringComparer.Ordinal);

    private const int LongestName = 20;

    /// <summary>Reads a page.</summary>
    /// <param name="html">The page.</param>
    /// <param name="address">Its own address, for links.</param>
    public static string Read(string html, Uri address)
    {
        var (text, links, verbatim) = (new HtmlTextWriter(), new Stack<string?>(), 0);
        var (quotes, headEnds) = (true, true);
        for (var i = 0; i < html.Length;)
        {
            var open = html.IndexOf('<', i);
            if (open != i)
            {
                var piece = open < 0 ? html[i..] : html[i..open];
                text.Write(WebUtility.HtmlDecode(piece), verbatim > 0);
                i = open < 0 ? html.Length : open;
                continue;
            }

            if (html.AsSpan(i).StartsWith("<!--"))
            {
                i = EndOf(html, "-->", i + 4);
                continue;
            }

            var (name, isEnd) = NameOf(html.AsSpan(i + 1));
            if (name.Length == 0)
            {
                // No tag but a sign that stands for itself.
                text.Write("<", verbatim > 0);
                i++;
                continue;
            }

            var close = TagEnd(html, i, ref quotes);
            var tag = html[i..close];
            i = Math.Min(html.Length, close + 1);
            if (Hidden.Contains(name) && !isEnd && (headEnds || name is not "head"))
            {
                var end = EndOf(html, "</" + name, i);
                // A head that nobody ends, ends with the page's body; it is looked for once.
                i = end == html.Length && name is "head" ? i : end;
                headEnds = end < html.Length;
            }
            else if (name is "a")
            {
                text.WriteRaw(isEnd ? links.TryPop(out var target) && target is not null ? $"]({target})" : "" : Link(tag, address, links));
            }
            else if (name is "pre")
            {
                verbatim = Math.Max(0, verbatim + (isEnd ? -1 : 1));
                text.Line();
                text.WriteRaw("```");
                text.Line();
            }
            else if (name is "br")
            {
                text.Line();
            }
            else if (Blocks.Contains(name))
            {
                text.Block();
                if (!isEnd)
                    text.Begin(name is "li" ? "- " : name.Length == 2 && name[0] == 'h' && name[1] is >= '1' and <= '6' ? new string('#', name[1] - '0') + " " : "");
            }
        }

        return text.ToString();
    }

    private static string Link(string tag, Uri address, Stack<string?> links)
    {
        var target = Attribute(tag, "href") is { Length: > 0 and < 500 } text && Uri.TryCreate(address, text, out var uri) && uri.Scheme is "http" or "https" ? uri.AbsoluteUri : null;
        links.Push(target);
        return target is null ? "" : "[";
    }

    private static string? Attribute(string tag, string name)
    {
        var at = tag.IndexOf(name + "=", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
            return null;
        var value = tag[(at + name.Length + 1)..].TrimStart();
        var quoted = value.StartsWith('"') || value.StartsWith('\'');
        var end = quoted ? value.IndexOf(value[0], 1) : value.IndexOfAny([' ', '\t', '\n']);
        return WebUtility.HtmlDecode(value[(quoted ? 1 : 0)..(end < 0 ? value.Length : end)]).Trim();
    }

    /// <summary>Where a tag ends; a sign inside quotes does not end it. Once a quote was found open to the end, quotes count no more, so that
    /// the whole takes time in proportion to the page.</summary>
    private static int TagEnd(string html, int start, ref bool quotes)
    {
        var quote = '\0';
        for (var i = start + 1; quotes && i < html.Length; i++)
        {
            if (quote != '\0')
                quote = html[i] == quote ? '\0' : quote;
            else if (html[i] is '"' or '\'')
                quote = html[i];
            else if (html[i] == '>')
                return i;
        }

        quotes = false;
        var end = html.IndexOf('>', start);
        return end < 0 ? html.Length : end;
    }

    private static (string Name, bool IsEnd) NameOf(ReadOnlySpan<char> tag)
    {
        var isEnd = tag.Length > 0 && tag[0] == '/';
        tag = isEnd ? tag[1..] : tag;
        var length = 0;
        while (length < tag.Length && length < LongestName && (char.IsAsciiLetterOrDigit(tag[length]) || (length == 0 && tag[0] is '!' or '?')))
            length++;
        return (tag[..length].ToString().ToLowerInvariant(), isEnd);
    }

    private static int EndOf(string html, string text, int from)
    {
        var at = html.IndexOf(text, Math.Min(from, html.Length), StringComparison.OrdinalIgnoreCase);
        return at < 0 ? html.Length : text[^1] == '>' ? at + text.Length : at;
    }
}
