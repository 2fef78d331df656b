using System.Net;
using System.Text;

namespace LurkBot.Tests.Rendering;

/// <summary>Reads a page as strictly as XHTML: every tag, attribute and nesting must be one that the page may have.</summary>
internal static class HtmlCheck
{
    private static readonly HashSet<string> Void = new(StringComparer.Ordinal) { "meta", "br", "hr", "input" };

    private static readonly HashSet<string> Tags = new(StringComparer.Ordinal)
    {
        "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "article", "p", "h1", "h2", "h3", "h4", "h5", "h6", "bdi", "span", "a", "time", "div", "details", "summary",
        "pre", "code", "ul", "ol", "li", "strong", "em", "del", "blockquote", "br", "hr", "table", "thead", "tbody", "tr", "th", "td", "input",
    };

    private static readonly HashSet<string> Attributes = new(StringComparer.Ordinal)
    {
        "lang", "charset", "http-equiv", "content", "name", "id", "class", "href", "rel", "datetime", "dir", "tabindex", "start", "type", "disabled", "checked", "style", "aria-label",
    };

    /// <summary>The page's text, after every check.</summary>
    public static string Text(string html)
    {
        var (open, text, position) = (new Stack<string>(), new StringBuilder(), html.IndexOf('\n', StringComparison.Ordinal));
        Assert.StartsWith("<!DOCTYPE html>\n", html, StringComparison.Ordinal);
        Assert.DoesNotContain(html, character => (char.IsControl(character) && character is not ('\n' or '\t')) || character is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069') or '\u200e' or '\u200f');
        while (position < html.Length)
        {
            var start = html.IndexOf('<', position);
            text.Append(WebUtility.HtmlDecode(html[position..(start < 0 ? html.Length : start)]));
            if (start < 0)
                break;
            if (html[start + 1] == '/')
            {
                var close = html.IndexOf('>', start);
                Assert.Equal(open.Pop(), html[(start + 2)..close]);
                position = close + 1;
                continue;
            }

            position = ReadTag(html, start, open);
            if (open.TryPeek(out var tag) && tag == "style")
                position = html.IndexOf("</style>", position, StringComparison.Ordinal);
        }

        Assert.Empty(open);
        return text.ToString();
    }

    private static int ReadTag(string html, int start, Stack<string> open)
    {
        var at = start + 1;
        var name = Name(html, ref at);
        Assert.Contains(name, Tags);
        while (html[at] == ' ')
        {
            at++;
            if (html[at] == '/')
                break;
            var attribute = Name(html, ref at);
            Assert.Contains(attribute, Attributes);
            if (html[at] != '=')
                continue;
            Assert.Equal('"', html[at + 1]);
            var end = html.IndexOf('"', at + 2);
            var value = WebUtility.HtmlDecode(html[(at + 2)..end]);
            Assert.DoesNotContain('<', html[(at + 2)..end]);
            if (attribute == "href")
                Assert.True(value[0] == '#' || new[] { "http://", "https://", "mailto:" }.Any(scheme => value.StartsWith(scheme, StringComparison.Ordinal)), value);
            if (attribute == "style")
                Assert.Matches("^text-align: (left|right|center);$", value);
            at = end + 1;
        }

        if (html[at] == '/')
            at++;
        Assert.Equal('>', html[at]);
        if (!Void.Contains(name))
            open.Push(name);
        return at + 1;
    }

    private static string Name(string html, ref int at)
    {
        var start = at;
        while (char.IsAsciiLetterOrDigit(html[at]) || html[at] == '-')
            at++;
        Assert.True(at > start, html.Substring(Math.Max(0, start - 40), Math.Min(80, html.Length - Math.Max(0, start - 40))));
        return html[start..at];
    }
}
