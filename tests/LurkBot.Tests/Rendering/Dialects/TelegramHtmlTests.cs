using System.Diagnostics;
using LurkBot.Rendering;

namespace LurkBot.Tests.Rendering.Dialects;

public sealed class TelegramHtmlTests
{
    private readonly TelegramHtml dialect = new();

    [Theory]
    [InlineData("# A *b*\n\nText **bold *both* `code`**", "<b>A <i>b</i></b>\n\nText <b>bold <i>both</i> </b><code>code</code>")]
    [InlineData("~~x~~ <b>raw</b> & \"q\" \\*", "<s>x</s> &lt;b&gt;raw&lt;/b&gt; &amp; &quot;q&quot; *")]
    [InlineData("- a\n- b\n  1. c\n  2. d\n     more\n- [x] done\n- [ ] open", "• a\n• b\n  1. c\n  2. d\n     more\n☑ done\n☐ open")]
    [InlineData("- a\n\n  b\n\n- c", "• a\n\n  b\n\n• c")]
    [InlineData("> a\n> > b\n\n> c", "<blockquote>a\n\nb</blockquote>\n\n<blockquote>c</blockquote>")]
    [InlineData("> a\n\ntext\n\n> c", "<blockquote>a</blockquote>\n\ntext\n\n<blockquote>c</blockquote>")]
    [InlineData("```c#\nx < 1\n\ty\n```", "<pre><code class=\"language-c#\">x &lt; 1\n    y</code></pre>")]
    [InlineData("**a**\n\n```\n```\n\nb", "<b>a</b>\n\nb")]
    [InlineData("[x](http://mailto:a@b.c/)", "x (http://mailto:a@b.c/)")]
    [InlineData("    indented", "<pre>indented</pre>")]
    [InlineData("| a | b |\n|--:|---|\n| 漢字 | `x` |\n| 1 | [l](http://e.com) |", "<pre>   a | b\n-----+------------------\n漢字 | x\n   1 | l (http://e.com/)</pre>")]
    [InlineData("[**a** `b`](https://e.com/?x=1&y=\"2\")", "<a href=\"https://e.com/?x=1&amp;y=%222%22\"><b>a</b> b</a>")]
    [InlineData("[a](javascript:x) [b](mailto:m@e.com) [c](http://localhost:80/x) [](https://e.com) ![p](https://e.com/p) ![](https://e.com/q)", "a b (m@e.com) c (http://localhost:80/x) <a href=\"https://e.com/\">https://e.com</a> <a href=\"https://e.com/p\">p</a> <a href=\"https://e.com/q\">picture</a>")]
    [InlineData("<m@e.com> https://e.com/a_b_c tg://user?id=1 [u](tg://user?id=1)", "m@e.com <a href=\"https://e.com/a_b_c\">https://e.com/a_b_c</a> tg://user?id=1 u")]
    [InlineData("[c](tg://resolve?domain=x) [u](TG://User?id=1) [v](tg:user?id=1) <tg://user?id=1> ![w](tg://user/?id=1)", "<a href=\"tg://resolve?domain=x\">c</a> u v tg://user?id=1 w")]
    [InlineData("@ada (@ada) @**ada** \\@ada a@e.com https://e.com/@ada [@ada](https://e.com) `@ada`", "@\u200Bada (@\u200Bada) @\u200B<b>ada</b> @\u200Bada a@e.com <a href=\"https://e.com/@ada\">https://e.com/@ada</a> <a href=\"https://e.com/\">@\u200Bada</a> <code>@ada</code>")]
    [InlineData("x://@ada /@ada @", "x://@\u200Bada /@\u200Bada @\u200B")]
    [InlineData("a[^1] b[^2]\n\n---\n\n[^1]: note\n\n[^2]: two words", "a[^1] b[^2]\n\n──────────\n\n[^2]: two words\n\n[^1]: note")]
    [InlineData("[^x] [^a-z0-9]+ **[^b]** [t][^1] ![^1] \\[^c\\] `[^d]`\n\n[^1]: note", "[^x] [^a-z0-9]+ <b>[^b]</b> [t][^1] ![^1] [^c] <code>[^d]</code>\n\n[^1]: note")]
    [InlineData("a\0b\u202Ec\u200Ed\u001Be", "a␀b\uFFFDcd␛e")]
    public void Render_Markdown_WritesTelegramsHtml(string markdown, string html) => Assert.Equal(html, Assert.Single(dialect.Render(markdown)).Markup);

    [Theory]
    [InlineData("No *table*")]
    [InlineData("```\n| a | b |\n|---|---|\n| 1 | 2 |\n```")]
    [InlineData("> | a | b |\n> |---|---|\n> | 1 | 2 |")]
    [InlineData("|1|2|3|4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19|20|21|\n|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|-|\n|a|")]
    public void Render_NoTableThatARichMessageHolds_HasNoRichForm(string markdown) => Assert.All(dialect.Render(markdown), part => Assert.Null(part.Rich));

    [Fact]
    public void Render_TableWithOutsideContent_HasNothingThatTelegramFetches()
    {
        var rich = Assert.Single(dialect.Render("![x](https://evil.example/?q=1)\n\n| a |\n|---|\n| ![y](https://evil.example/?q=2) <img src=\"https://evil.example/\"> |")).Rich!;
        Assert.DoesNotContain("<img", rich, StringComparison.Ordinal);
        Assert.Contains("&lt;img", rich, StringComparison.Ordinal);
    }

    [Fact]
    public void Render_Plain_ComesFromTheSourceWithoutEscapesAndWithAddresses()
    {
        var part = Assert.Single(dialect.Render("**1 \\< 2** & [a **b**](https://e.com/x) https://e.com\n\n- `x`"));
        Assert.Equal("1 < 2 & a b (https://e.com/x) https://e.com\n\n• x", part.Plain);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\u200B&#8203;\u2060\u3164 ")]
    [InlineData("```\n\n```")]
    [InlineData("[unused]: https://e.com")]
    public void Render_NothingToSee_GivesNoParts(string markdown)
    {
        Assert.Empty(dialect.Render(markdown));
        Assert.Equal("…", dialect.Preview(markdown).Markup);
    }

    [Fact]
    public void Render_LongText_BreaksAtParagraphsLinesSentencesAndWords()
    {
        var paragraph = string.Join(' ', Enumerable.Repeat("word", 500));
        var parts = dialect.Render($"{paragraph}\n\n# Title\n\n{paragraph}");
        Assert.Equal([paragraph, $"Title\n\n{paragraph}"], parts.Select(part => part.Plain));

        var lines = string.Join('\n', Enumerable.Repeat(new string('x', 99), 60));
        Assert.All(dialect.Render(lines), part => Assert.Equal(0, (part.Plain.Length + 1) % 100));

        var sentences = string.Join(' ', Enumerable.Repeat("This is one sentence.", 300));
        Assert.All(dialect.Render(sentences), part => Assert.EndsWith("sentence.", part.Plain, StringComparison.Ordinal));

        Assert.All(dialect.Render(string.Join(' ', Enumerable.Repeat("word", 3000))), part => Assert.EndsWith("word", part.Plain, StringComparison.Ordinal));

        const string family = "👩‍👩‍👧‍👦";
        Assert.All(dialect.Render(string.Concat(Enumerable.Repeat(family, 2000))), part => Assert.Equal(0, part.Plain.Length % family.Length));
    }

    [Fact]
    public void Render_OpenFormattingAtACut_GoesOnInTheNextPart()
    {
        var parts = dialect.Render($"**{string.Join(' ', Enumerable.Repeat("word", 1500))}**");
        Assert.Equal(2, parts.Count);
        Assert.All(parts, part => Assert.Matches("^<b>word.*word</b>$", part.Markup));
    }

    [Fact]
    public void Render_MoreFormattingThanAMessageKeeps_IsSplit()
    {
        var parts = dialect.Render(string.Concat(Enumerable.Repeat("**a** b ", 250)));
        Assert.Equal(3, parts.Count);
    }

    [Theory]
    [InlineData("[", 1)]
    [InlineData("*a ", 1)]
    [InlineData("_a_ ", 1)]
    [InlineData("> ", 1)]
    [InlineData(">", 1)]
    [InlineData("- ", 1)]
    [InlineData("1. ", 1)]
    [InlineData("[a](", 1)]
    [InlineData("![](", 1)]
    [InlineData("`a", 1)]
    [InlineData("|a", 1)]
    [InlineData("| - ", 1)]
    [InlineData("<", 1)]
    [InlineData("\u0301", 1)]
    [InlineData("```\n", 1)]
    [InlineData("x\n\n", 3)]
    [InlineData("word ", 3)]
    [InlineData("漢", 3)]
    public void Render_HugeOrHostileText_TakesTimeInProportion(string pattern, int megabytes)
    {
        var text = string.Concat(Enumerable.Repeat(pattern, megabytes * 1_000_000 / pattern.Length));
        var started = Stopwatch.GetTimestamp();
        var parts = dialect.Render(text);
        var took = Stopwatch.GetElapsedTime(started);
        TestContext.Current.TestOutputHelper?.WriteLine($"{parts.Count} parts in {took}.");
        Assert.True(took < TimeSpan.FromSeconds(20), $"{took}");
    }
}
