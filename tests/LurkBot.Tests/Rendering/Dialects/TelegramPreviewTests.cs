using System.Diagnostics;
using System.Text.RegularExpressions;
using CsCheck;
using LurkBot.Channels;
using LurkBot.Rendering;
using LurkBot.Tests.Channels.Telegram;

namespace LurkBot.Tests.Rendering.Dialects;

/// <summary>A preview is one part: all of an unfinished text, else "…" and the newest of it.</summary>
public sealed partial class TelegramPreviewTests
{
    private readonly TelegramHtml dialect = new();

    [Theory]
    [InlineData("```py\nx = 1", "<pre><code class=\"language-py\">x = 1</code></pre>")]
    [InlineData("```py\nx = 1\n``", "<pre><code class=\"language-py\">x = 1\n``</code></pre>")]
    [InlineData("a **b", "a **b")]
    [InlineData("a `b", "a `b")]
    [InlineData("a [b](https://e.com/x", "a [b](<a href=\"https://e.com/x\">https://e.com/x</a>")]
    [InlineData("", "…")]
    public void Preview_OfUnfinishedText_ClosesCodeAndLeavesOpenMarksAsText(string markdown, string html) => Assert.Equal(html, dialect.Preview(markdown).Markup);

    [Fact]
    public void Preview_OfLongText_ShowsItsEndAfterAnEllipsis()
    {
        var paragraphs = dialect.Preview(string.Join("\n\n", Enumerable.Range(0, 1000).Select(number => $"Paragraph {number}.")));
        Assert.StartsWith("…\n", paragraphs.Markup, StringComparison.Ordinal);
        Assert.EndsWith("Paragraph 998.\n\nParagraph 999.", paragraphs.Markup, StringComparison.Ordinal);
        Assert.InRange(paragraphs.Plain.Length, 4000, 4096);

        var words = dialect.Preview($"**{string.Join(' ', Enumerable.Range(0, 900).Select(number => $"word{number}"))}** end");
        Assert.Matches("^…\n<b>word[0-9]+ .* word899</b> end$", words.Markup);
        Assert.InRange(words.Plain.Length, 4000, 4096);

        var code = dialect.Preview($"Text.\n\n```rust\n{string.Join('\n', Enumerable.Range(0, 20_000).Select(number => $"line {number};"))}");
        Assert.StartsWith("…\n<pre><code class=\"language-rust\">line ", code.Markup, StringComparison.Ordinal);
        Assert.EndsWith("\nline 19999;</code></pre>", code.Markup, StringComparison.Ordinal);
        Assert.InRange(code.Plain.Length, 4000, 4096);

        const string family = "👩‍👩‍👧‍👦";
        var emoji = dialect.Preview(string.Concat(Enumerable.Repeat(family, 3000)));
        Assert.Equal(0, (emoji.Plain.Length - "…\n".Length) % family.Length);
        Assert.InRange(emoji.Plain.Length, 4000, 4096);
    }

    [Fact]
    public void Preview_OfAnyBeginning_IsTakenAndShowsTheNewestText() => Gen.Select(TelegramHtmlPropertyTests.Sources, Gen.Double[0, 1]).Sample(
        sample =>
        {
            var (source, share) = sample;
            var beginning = source.Markdown[..(int)(source.Markdown.Length * share)];
            var preview = dialect.Preview(beginning);
            TelegramHtmlPropertyTests.AssertTaken(preview);
            var parts = dialect.Render(beginning);
            if (parts.Count < 2)
            {
                Assert.Equal(parts.Count == 1 ? parts[0] : new RenderedPart("…", "…"), preview);
                return;
            }

            var shown = TelegramHtmlParser.ParseMessage(preview.Markup).Text;
            Assert.StartsWith("…", shown, StringComparison.Ordinal);
            // The last thousand characters are always shown; marks around a word may be read otherwise where the text before it is left out.
            var end = TelegramHtmlParser.ParseMessage(parts[^1].Markup).Text;
            if (Word().Matches(end) is [.., var last] && end.Length - last.Index <= 1000)
                Assert.Contains(last.Value, shown, StringComparison.Ordinal);
        },
        iter: 300);

    [Theory]
    [InlineData("word ")]
    [InlineData("x\n\n")]
    [InlineData("```\n")]
    [InlineData("[")]
    [InlineData("> ")]
    [InlineData("\u0301")]
    public void Preview_OfHugeText_IsCheap(string pattern)
    {
        var text = string.Concat(Enumerable.Repeat(pattern, 5_000_000 / pattern.Length));
        var started = Stopwatch.GetTimestamp();
        TelegramHtmlPropertyTests.AssertTaken(dialect.Preview(text));
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10));
    }

    [GeneratedRegex(@"\bw\d+q\b", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
