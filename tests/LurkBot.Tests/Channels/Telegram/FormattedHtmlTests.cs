namespace LurkBot.Tests.Channels;

/// <summary>The HTML of messages: the refusals are those of the real server.</summary>
public sealed class FormattedHtmlTests
{
    [Theory]
    [InlineData("🏟 🏟&lt;<abac>", "Unsupported start tag \"abac\" at byte offset 13")]
    [InlineData("🏟 🏟&lt;<abac", "Unclosed start tag at byte offset 13")]
    [InlineData("🏟 🏟&lt;<i   =aba>", "Empty attribute name in the tag \"i\" at byte offset 13")]
    [InlineData("🏟 🏟&lt;<i    aba>", "Can't find end tag corresponding to start tag \"i\"")]
    [InlineData("🏟 🏟&lt;<i    aba  =  ", "Unclosed start tag \"i\" at byte offset 13")]
    [InlineData("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27")]
    [InlineData("🏟 🏟&lt;<i    aba  =  \"&lt;&gt;&quot;>", "Unclosed start tag at byte offset 13")]
    [InlineData("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13")]
    [InlineData("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17")]
    [InlineData("🏟 🏟&lt;<i>a</em   >", "Unmatched end tag at byte offset 17, expected \"</i>\", found \"</em>\"")]
    [InlineData("a<span>b</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 1")]
    [InlineData("1 < 2", "Unsupported start tag \"\" at byte offset 2")]
    [InlineData("x <- y >", "Unsupported start tag \"-\" at byte offset 2")]
    public void Parse_BrokenMarkup_IsRefused(string html, string problem) =>
        Assert.Equal("Bad Request: can't parse entities: " + problem, Assert.Throws<BotApiException>(() => FormattedHtml.Parse(html)).Message);

    [Theory]
    [InlineData("&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;&#x1F600;", "&ge;<>&\"&laquo;&#12345678;😀", "")]
    [InlineData("😀<b>a<i>b</i></b>", "😀ab", "bold 2 2, italic 3 1")]
    [InlineData("<pre><code class=\"language-cs\">x &lt; y</code></pre>", "x < y", "pre 0 5 cs")]
    [InlineData("<code>a<b>b</b></code>", "ab", "code 0 2")]
    [InlineData("<a href=\"https://a.example/?x=1&amp;y=2\">link</a>", "link", "text_link 0 4 https://a.example/?x=1&y=2")]
    [InlineData("<a href=\"nonsense\">link</a>", "link", "")]
    [InlineData("<blockquote expandable>q</blockquote><tg-spoiler>s</tg-spoiler><b></b>", "qs", "expandable_blockquote 0 1, spoiler 1 1")]
    public void Parse_GoodMarkup_GivesTextAndEntities(string html, string text, string entities)
    {
        var (plain, found) = FormattedHtml.Parse(html);
        Assert.Equal(text, plain);
        Assert.Equal(entities, string.Join(", ", found.Select(entity => $"{entity!["type"]} {entity["offset"]} {entity["length"]} {entity["language"]}{entity["url"]}".TrimEnd())));
    }
}
