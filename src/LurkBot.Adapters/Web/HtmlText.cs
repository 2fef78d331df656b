using System.Text.RegularExpressions;
using AngleSharp.Html;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens;
using AngleSharp.Text;
using LurkBot.Tools;

namespace LurkBot.Web;

/// <summary>Reads the text of an HTML page: a <see cref="PageTextReader"/>.</summary>
/// <remarks>
/// It walks the tokens and builds no document. Building one takes quadratic time for pages that are made for it: end tags below deep
/// nesting, content that a table moves in front of itself.
/// </remarks>
internal static partial class HtmlText
{
    /// <summary>Elements that a reader does not see, with how their content is tokenized (WHATWG HTML, 13.2.6.2).</summary>
    private static readonly Dictionary<string, HtmlParseMode> Hidden = new(StringComparer.Ordinal)
    {
        ["script"] = HtmlParseMode.Script,
        ["style"] = HtmlParseMode.Rawtext,
        ["noscript"] = HtmlParseMode.Rawtext,
        ["iframe"] = HtmlParseMode.Rawtext,
        ["title"] = HtmlParseMode.RCData,
        ["template"] = HtmlParseMode.PCData,
        ["svg"] = HtmlParseMode.PCData,
    };

    private static readonly HashSet<string> Blocks = new(
        ["p", "div", "section", "article", "header", "footer", "main", "nav", "aside", "ul", "ol", "li", "table", "tr", "blockquote", "pre", "figure", "form", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "hr"],
        StringComparer.Ordinal);

    private const int LongestLink = 500;

    /// <summary>How many characters the text may be longer than the page before links lose their addresses, which each repeat the page's own.</summary>
    private const int MostGrowth = 64 * 1024;

    /// <summary>Reads a page; never throws for what it holds.</summary>
    /// <param name="html">The page.</param>
    /// <param name="address">Its own address, against which its links are resolved.</param>
    /// <returns>The text, with headings, list items, links and code as Markdown writes them.</returns>
    public static string Read(string html, Uri address)
    {
        using var source = new TextSource(Recursive().Replace(html, "$0 "));
        using var tokens = new HtmlTokenizer(source, HtmlEntityProvider.Resolver)
        {
            SkipComments = true,
            // The tokenizer compares each attribute of a tag with all others.
            ShouldEmitAttribute = static (ref tag, name) => tag.Attributes.Count == 0 && name.Span is "href",
        };
        var (text, link, verbatim, hidden, depth) = (new HtmlTextWriter(), (Uri?)null, 0, "", 0);
        for (var token = tokens.Get(); token.Type != HtmlTokenType.EndOfFile; token = tokens.Get())
        {
            var isStart = token.Type == HtmlTokenType.StartTag;
            if (depth > 0)
            {
                if (string.Equals(token.Name, hidden, StringComparison.Ordinal) && !token.AsTag().IsSelfClosing)
                    depth += isStart ? 1 : token.Type == HtmlTokenType.EndTag ? -1 : 0;
            }
            else if (token.Type == HtmlTokenType.Character)
            {
                text.Write(token.Data, verbatim > 0);
            }
            else if (!isStart && token.Type != HtmlTokenType.EndTag)
            {
                continue;
            }
            else if (isStart && Hidden.TryGetValue(token.Name, out var mode))
            {
                (hidden, depth, tokens.State) = (token.Name, token.Name is "svg" && token.AsTag().IsSelfClosing ? 0 : 1, mode);
            }
            else if (token.Name is "a")
            {
                text.WriteRaw(link is null ? "" : $"]({link.AbsoluteUri})");
                link = isStart && text.Length - html.Length < MostGrowth ? Target(token.AsTag(), address) : null;
                text.WriteRaw(link is null ? "" : "[");
            }
            else if (token.Name is "pre")
            {
                verbatim = Math.Max(0, verbatim + (isStart ? 1 : -1));
                text.Line();
                text.WriteRaw("```");
                text.Line();
            }
            else if (token.Name is "br")
            {
                text.Line();
            }
            else if (Blocks.Contains(token.Name))
            {
                text.Block();
                text.Begin(isStart ? Mark(token.Name) : "");
            }
        }

        return text.ToString();
    }

    /// <summary>What Markdown begins a block with.</summary>
    private static string Mark(string name) => name switch
    {
        "li" => "- ",
        ['h', >= '1' and <= '6'] => new string('#', name[1] - '0') + " ",
        _ => "",
    };

    private static Uri? Target(HtmlTagToken tag, Uri address) =>
        tag.GetAttribute("href").Trim() is { Length: > 0 and < LongestLink } text && Uri.TryCreate(address, text, out var target) && target.Scheme is "http" or "https" ? target : null;

    /// <summary>
    /// Where AngleSharp 1.10.3 calls itself once per occurrence, so that a page of them overflows the stack: empty end tags, and a comment's
    /// <c>--!</c> before another hyphen. A space after it changes nothing that is read: the tag becomes a comment, the comment stays one.
    /// </summary>
    [GeneratedRegex("</(?=>)|--!(?=-)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Recursive();
}
