namespace LurkBot.Tests.Channels.Telegram;

/// <summary>The reference parser says what the real one says: examples of the server's own tests.</summary>
public sealed class TelegramHtmlParserTests
{
    [Theory]
    [InlineData("&#57311;", "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units")]
    [InlineData("🏟 🏟&lt;<abacaba", "Unclosed start tag at byte offset 13")]
    [InlineData("🏟 🏟&lt;<abac aba>", "Unsupported start tag \"abac\" at byte offset 13")]
    [InlineData("🏟 🏟&lt;<i   =aba>", "Empty attribute name in the tag \"i\" at byte offset 13")]
    [InlineData("🏟 🏟&lt;<i    aba  =  ", "Unclosed start tag \"i\" at byte offset 13")]
    [InlineData("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27")]
    [InlineData("🏟 🏟&lt;<i    aba  =  \"&lt;&gt;&quot;>", "Unclosed start tag at byte offset 13")]
    [InlineData("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13")]
    [InlineData("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20")]
    [InlineData("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17")]
    [InlineData("🏟 🏟&lt;<i>a</em   >", "Unmatched end tag at byte offset 17, expected \"</i>\", found \"</em>\"")]
    [InlineData("🏟 🏟&lt;<i    aba>", "Can't find end tag corresponding to start tag \"i\"")]
    [InlineData("x <- y >", "Unsupported start tag \"-\" at byte offset 2")]
    [InlineData("<br>", "Unsupported start tag \"br\" at byte offset 0")]
    [InlineData("a < b", "Unsupported start tag \"\" at byte offset 2")]
    [InlineData("<a href", "Unclosed start tag \"a\" at byte offset 0")]
    [InlineData("<span>x</span>", "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0")]
    [InlineData("<b>x", "Can't find end tag corresponding to start tag \"b\"")]
    public void Parse_BadMarkup_RefusesLikeTheServer(string html, string reason)
    {
        var refusal = Assert.Throws<BotApiException>(() => TelegramHtmlParser.Parse(html));
        Assert.Equal("Bad Request: can't parse entities: " + reason, refusal.Message);
    }

    [Theory]
    [InlineData("&lt;&gt;&amp;&quot;&laquo;&raquo;&#12345678;", "<>&\"&laquo;&raquo;&#12345678;", "")]
    [InlineData("🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>", "🏟 🏟🏟 ><🏟", "italic 5 7;bold 9 3")]
    [InlineData("🏟 🏟&lt;<i>a</    >", "🏟 🏟<a", "italic 6 1")]
    [InlineData("<b></b>x", "x", "")]
    [InlineData("<a href='telegram.org?&lt;'> </a>", " ", "text_link 0 1 http://telegram.org?<")]
    [InlineData("<a href=\"tg://user?id=12\">x</a>", "x", "text_mention 0 1 12")]
    [InlineData("<a href=\"mailto:a@b.example\">x</a><a> </a>", "x ", "")]
    [InlineData("🏟<pre><code class=\"language-fift\">🏟&lt;</></>", "🏟🏟<", "pre 2 3 fift")]
    [InlineData("<pre> <code class=\"language-fift\">x</></>", " x", "pre 0 2")]
    [InlineData("<code>a<b>b</b></code><blockquote>q<blockquote>r</blockquote></blockquote>", "abqr", "code 0 2;blockquote 2 2")]
    [InlineData("<blockquote expandable>q</blockquote><tg-spoiler>s</tg-spoiler>", "qs", "expandable_blockquote 0 1;spoiler 1 1")]
    [InlineData("&ge;&#x1F600;<b>a<i>b</i></b>", "&ge;😀ab", "bold 6 2;italic 7 1")]
    public void Parse_GoodMarkup_GivesTextAndEntities(string html, string text, string entities)
    {
        var parsed = TelegramHtmlParser.Parse(html);
        Assert.Equal(text, parsed.Text);
        Assert.Equal(entities, string.Join(';', parsed.Entities.Select(entity => $"{entity.Type} {entity.Offset} {entity.Length} {entity.Extra}".TrimEnd())));
    }

    [Fact]
    public void ParseMessage_EmptyOrTooLong_Refuses()
    {
        Assert.Equal("Bad Request: message text is empty", Assert.Throws<BotApiException>(() => TelegramHtmlParser.ParseMessage(" <b>\n\u200B\u3164</b> ")).Message);
        Assert.Equal("Bad Request: message is too long", Assert.Throws<BotApiException>(() => TelegramHtmlParser.ParseMessage(new string('x', 4097))).Message);
        Assert.Equal(4096, TelegramHtmlParser.ParseMessage("\n " + new string('x', 4096) + "\n\n").Text.Length);
    }
}
